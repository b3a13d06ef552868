import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { ConsentApi, newConsent, returnParameters } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';
import { ReplicatedPostgres } from '../support/replicated-postgres';
import { ofOther, oneMoneyWebhook, OTHER_SECRET, signedByFinpro } from '../support/vendor-webhooks';
import { send, type Sent } from '../openapi/exchange';
import { validRequest, type World } from '../openapi/scenarios';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, object>>;
}

const { paths } = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.values(paths).flatMap((item) => Object.values(item));

/** Operations that report Portico's own state, or that echo the request. */
const TOLD_ANYWAY: readonly string[] = ['getLiveness', 'getReadiness', 'getReturnKeys', 'echo', 'echoMessage'];
/** Operations whose repetition is no success. */
const SINGLE_USE: readonly string[] = [
  'returnFromOnboarding',
  'returnFromConsent',
  'returnFromOnboardingByQuery',
  'returnFromConsentByQuery',
];
/** How a wait for the standby ends before its confirmation. */
const ENDS = ['cancel', 'terminate'] as const;

describe('a response that rests on data which no standby has confirmed', () => {
  let pair: ReplicatedPostgres;
  let gateway: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    pair = await ReplicatedPostgres.start();
    gateway = await startGateway({ database: pair.database, environment: { VENDOR_ACCOUNTS: 'other' } });
    given = new Given(gateway);
  }, 60_000);
  afterEach(() => pair.unfreeze('walsender'));
  afterAll(async () => {
    await gateway.close();
    await pair.close();
  });

  const get = (path: string): Sent => ({ method: 'GET', path, headers: {} });
  /** Runs `work` while no commit is confirmed: each wait for the standby is ended at once. */
  async function unconfirmed<T>(how: (typeof ENDS)[number], work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    const end = async (): Promise<void> => {
      while (!over.signal.aborted) await pair.endWaits(how);
    };
    const ending = end();
    try {
      return await work();
    } finally {
      over.abort();
      await ending;
    }
  }

  /** The path of the last return address that the vendor was given. */
  async function lastReturn(vendor: '1money' | 'finpro', name: string): Promise<string> {
    const urls = (await gateway.sandbox.requests('/', vendor)).flatMap(({ body }) =>
      typeof body?.[name] === 'string' ? [body[name]] : [],
    );
    const { pathname, search } = new URL(urls.at(-1)!);
    return pathname + search;
  }

  /** A return address in its former shape. */
  const byQuery = (request: Sent): Sent => ({
    ...request,
    path: request.path.replace(/\/([\w-]{43})\??/, '?state=$1&'),
  });

  /** Requests of operations that are for browsers or vendors. */
  const others: Readonly<Record<string, () => Promise<Sent>>> = {
    returnFromOnboarding: async () => {
      await given.grant((await given.customer()).customer_id, { redirect_url: 'https://app.example.com/back' });
      return get(await lastReturn('1money', 'redirect_url'));
    },
    returnFromConsent: async () => {
      const body = newConsent();
      const { body: answered } = await new ConsentApi(gateway.url).request(body).expect(200);
      const path = await lastReturn('finpro', 'redirectUrl');
      const parameters = await returnParameters({ handle: answered.data.consent_handle, vua: body.vua, code: '1' });
      return get(`${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`);
    },
    returnFromOnboardingByQuery: async () => byQuery(await others.returnFromOnboarding!()),
    returnFromConsentByQuery: async () => byQuery(await others.returnFromConsent!()),
    receiveOneMoneyWebhook: async () => ({ method: 'POST', ...oneMoneyWebhook((await given.customer()).customer_id) }),
    receiveFinproWebhook: async () => ({
      method: 'POST',
      ...signedByFinpro(JSON.stringify({ category: 'CONSENT', eventType: 'CONSENT_APPROVED', eventId: randomUUID() })),
    }),
    receiveOneMoneyAccountWebhook: async () => ({
      method: 'POST',
      ...ofOther(oneMoneyWebhook((await given.customer()).customer_id, { secret: OTHER_SECRET })),
    }),
    receiveFinproAccountWebhook: async () => ({
      method: 'POST',
      ...ofOther(signedByFinpro(JSON.stringify({ eventId: randomUUID() }), { secret: OTHER_SECRET })),
    }),
    openDurableLink: async () =>
      get(
        new URL((await given.grant((await given.customer()).customer_id, { link: 'durable' })).onboarding_url).pathname,
      ),
    probeDurableLink: async () => ({ ...(await others.openDurableLink!()), method: 'HEAD' }),
    followDurableLink: async () => ({
      ...(await others.openDurableLink!()),
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: '',
    }),
  };

  /** A request that succeeds also when repeated, under one key where the operation takes one. */
  async function repeatable({ operationId, parameters = [] }: Operation): Promise<Sent> {
    const plain = await (others[operationId]?.() ?? validRequest(operationId, { gateway } as World));
    const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key');
    return takesKey ? { ...plain, headers: { 'Idempotency-Key': randomUUID(), ...plain.headers } } : plain;
  }

  const raw = async ({ method, path, headers, body }: Sent): Promise<{ status: number; replayed: string | null }> => {
    const answer = await fetch(gateway.url + path, { method, headers, body, redirect: 'manual' });
    await answer.arrayBuffer();
    return { status: answer.status, replayed: answer.headers.get('idempotent-replayed') };
  };

  it.each(ENDS)(
    'is no success, at any operation (waits end by %s)',
    async (how) => {
      const requests: [string, Sent][] = [];
      for (const operation of operations) {
        const request = await repeatable(operation);
        expect({ of: operation.operationId, isSuccess: (await raw(request)).status < 400 }).toEqual({
          of: operation.operationId,
          isSuccess: true,
        });
        requests.push([operation.operationId, request]);
      }
      await pair.freeze('walsender');
      const told = await unconfirmed(how, async () => {
        const found: [string, number, string | null][] = [];
        for (const [operationId, request] of requests) {
          const { status, replayed } = await raw(request);
          found.push([operationId, status, replayed]);
        }
        return found;
      });
      expect(
        told.filter(
          ([operationId, status, replayed]) =>
            (status < 400 || replayed !== null) && !TOLD_ANYWAY.includes(operationId),
        ),
      ).toEqual([]);
      await pair.unfreeze('walsender');
      for (const [operationId, request] of requests.filter(([name]) => !SINGLE_USE.includes(name))) {
        const again = await eventually(
          () => raw(request),
          ({ status }) => status < 500,
        );
        expect({ operationId, isSuccess: again.status < 400 }).toEqual({ operationId, isSuccess: true });
      }
    },
    240_000,
  );

  it.each(ENDS)(
    'is not replayed under its Idempotency-Key (waits end by %s)',
    async (how) => {
      const [api, key, customer] = [new OnboardingApi(gateway.url, 'hosted'), randomUUID(), newCustomer()];
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        method: 'POST',
        kind: 'hold',
        when: 'after',
        times: 1,
      });
      const first = api.create(customer, key).then(({ status }) => status);
      await eventually(
        () => gateway.sandbox.control<{ held: number }>('/_sandbox/faults'),
        ({ held }) => held === 1,
      );
      await pair.freeze('walsender');
      await gateway.sandbox.control('/_sandbox/faults/release', {});
      await unconfirmed(how, async () => {
        expect(await first).toBe(503);
        const kept = await pair.query('SELECT state FROM portico.idempotency_keys WHERE idempotency_key = $1', [key]);
        expect(kept).toEqual([{ state: 'DONE' }]);
        const second = await api.create(customer, key);
        expect([second.status, second.headers['idempotent-replayed'], second.headers['retry-after']]).toEqual([
          503,
          undefined,
          '1',
        ]);
      });
      await pair.unfreeze('walsender');
      const third = await eventually(
        async () => api.create(customer, key),
        ({ status }) => status !== 503,
      );
      expect([third.status, third.headers['idempotent-replayed']]).toEqual([201, 'true']);
    },
    60_000,
  );

  it('waits for the standby, and is sent as soon as the standby has confirmed', async () => {
    await pair.freeze('walsender');
    const answer = send(gateway, await validRequest('listWebhookSubscriptions', { gateway } as World));
    await eventually(
      () => pair.query("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%database.confirm%'"),
      (waits) => waits.length > 0,
    );
    await pair.unfreeze('walsender');
    expect((await answer).status).toBe(200);
  }, 60_000);
});
