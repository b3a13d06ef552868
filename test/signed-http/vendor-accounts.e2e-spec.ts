import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { AuditService } from '../../src/audit/audit.service';
import { SharedClock } from '../../src/config/clock';
import type { VendorAccounts } from '../../src/config/vendor';
import { ConsumersRepository } from '../../src/consumers/consumers.repository';
import { ConsumerRegistry } from '../../src/consumers/registry/consumer-registry';
import { Committer } from '../../src/database/committer';
import { SCOPES } from '../../src/http/request/caller';
import { Reconciler } from '../../src/signed-http/effects/reconciler';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import type { VendorCall } from '../../src/signed-http/vendor-call';
import { type RequestContext, runFor } from '../../src/http/request/request-context';
import { VendorPipelines } from '../../src/signed-http/pipeline/vendor-pipelines';
import { VendorPauses } from '../../src/signed-http/pipeline/vendor-pauses';
import { ConsentApi, newConsent, PAGE, returnParameters } from '../support/consent-api';
import { passLeases } from '../support/effects';
import { eventually } from '../support/eventually';
import type { FinproCredentials } from '../support/finpro-api';
import { type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';
import { registeredConsumer } from '../support/registered-consumer';
import {
  deliver,
  finproWebhook,
  oneMoneyWebhook,
  signedByFinpro,
  type VendorWebhook,
  OTHER_SECRET,
} from '../support/vendor-webhooks';

/** The partner of 1Money and the organisation of FinPro behind each account. */
const ENTITIES = { default: ['portico', 'sandbox-org'], other: ['other', 'other-sandbox-org'] } as const;
const BOTH = { 'one-money': ['other'], finpro: ['other'] } as const;

/** A consumer's own API calls. */
interface Party {
  readonly clientId: string;
  readonly bearer: string;
  readonly onboarding: OnboardingApi;
  readonly consents: ConsentApi;
}

describe('two accounts at each vendor', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { VENDOR_ACCOUNTS: 'other', PUBLIC_BASE_URL: '' } });
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));

  async function party(vendorAccounts: VendorAccounts = {}): Promise<Party> {
    const clientId = `party-${randomUUID().slice(0, 8)}`;
    const { bearer, headers } = await registeredConsumer(gateway, clientId, SCOPES, {
      productIds: ['LOAN01'],
      redirectOrigins: [new URL(PAGE).origin],
      vendorAccounts,
    });
    const four = headers as unknown as FinproCredentials;
    return {
      clientId,
      bearer,
      onboarding: new OnboardingApi(gateway.url, 'hosted', bearer),
      consents: new ConsentApi(gateway.url, four, bearer),
    };
  }

  /** As `npx portico consumers update` does, and after the five seconds for which consumers are remembered. */
  async function move({ clientId }: Party, movedTo: Readonly<Record<string, string>>): Promise<void> {
    const part = <T>(type: new (...parts: never[]) => T): T => gateway.app.get(type, { strict: false });
    const registry = new ConsumerRegistry(part(ConsumersRepository), part(AuditService), part(Committer));
    await registry.update({ requestId: randomUUID(), clientId: null, actor: 'operator' }, clientId, { movedTo });
    part(SharedClock).correct(6_000);
  }

  /** The entities whose credentials the calls since `from` had, by what the vendor itself accepted. */
  async function signers(vendor: '1money' | 'finpro', path: string): Promise<(string | null)[]> {
    const { requests } = await gateway.sandbox.control<{ requests: { path: string; entity: string | null }[] }>(
      `/_sandbox/requests?vendor=${vendor}&limit=5000&path=${encodeURIComponent(path)}`,
    );
    return requests.map(({ entity }) => entity);
  }

  const about = async (vendor: '1money' | 'finpro', text: string): Promise<string[]> => {
    const { requests } = await gateway.sandbox.control<{ requests: Record<string, unknown>[] }>(
      `/_sandbox/requests?vendor=${vendor}&limit=5000`,
    );
    return [
      ...new Set(
        requests
          .filter((one) => JSON.stringify([one.path, one.body]).includes(text))
          .map(({ entity }) => String(entity)),
      ),
    ];
  };

  const restoreClock = (): void => gateway.app.get(SharedClock, { strict: false }).correct(0);
  afterEach(restoreClock);

  it.each([
    ['default', {}],
    ['other', BOTH],
  ] as const)('sign every call of a journey with the key of its account (%s)', async (account, vendorAccounts) => {
    const { bearer, onboarding, consents } = await party(vendorAccounts);
    const [partner, organisation] = ENTITIES[account];
    const { body: customer } = await onboarding.create().expect(201);
    await onboarding.grant(customer.customer_id).expect(201);
    await onboarding.read(customer.customer_id).expect(200);
    await new OnboardingApi(gateway.url, 'lightweight', bearer).read(customer.customer_id).expect(200);
    expect(await about('1money', customer.customer_id)).toEqual([partner]);

    const body = newConsent();
    const { body: made } = await consents.request(body).expect(200);
    const handle = made.data.consent_handle as string;
    await consents.link({ consentHandle: [handle] }).expect(200);
    await consents.journey(handle).expect(200);
    await consents.list({ consentHandle: [handle] }).expect(200);
    expect(await about('finpro', handle)).toEqual([organisation]);
    expect(
      await gateway.database.query('SELECT vendor_account FROM portico.vendor_effects ORDER BY begun_at DESC LIMIT 4'),
    ).toEqual(Array.from({ length: 4 }, () => ({ vendor_account: account })));
    expect(
      await gateway.database.query('SELECT vendor_account FROM portico.journey_watches WHERE reference = ANY ($1)', [
        [customer.customer_id, handle],
      ]),
    ).toEqual([{ vendor_account: account }, { vendor_account: account }]);
  });

  it('a consumer that is moved begins new journeys in its new account, and keeps those that have begun', async () => {
    const moved = await party();
    const { body: before } = await moved.onboarding.create().expect(201);
    const consent = newConsent();
    const { body: made } = await moved.consents.request(consent).expect(200);
    const handle = made.data.consent_handle as string;
    await move(moved, { 'one-money': 'other', finpro: 'other' });

    const { body: after } = await moved.onboarding.create().expect(201);
    await moved.onboarding.grant(before.customer_id).expect(201);
    await moved.onboarding.read(before.customer_id).expect(200);
    expect(await about('1money', before.customer_id)).toEqual(['portico']);
    await moved.onboarding.read(after.customer_id).expect(200);
    expect(await about('1money', after.customer_id)).toEqual(['other']);

    const { body: later } = await moved.consents.request(newConsent()).expect(200);
    const laterHandle = later.data.consent_handle as string;
    await moved.consents.link({ consentHandle: [handle] }).expect(200);
    await moved.consents
      .list({ consentHandle: [handle, laterHandle] })
      .expect(200)
      .expect(({ body }) => {
        expect(body.data.map((one: { consentHandle: string }) => one.consentHandle).toSorted()).toEqual(
          [handle, laterHandle].toSorted(),
        );
      });
    expect(await about('finpro', handle)).toEqual(['sandbox-org']);
    expect(await about('finpro', laterHandle)).toEqual(['other-sandbox-org']);
    await moved.consents
      .link({ consentHandle: [handle, laterHandle] })
      .expect(400)
      .expect(({ body }) => expect(body.errorCode).toBe('InvalidRequest'));
  });

  it('a return to a consumer that was moved is decrypted with the account whose link is out', async () => {
    const moved = await party();
    const consent = newConsent();
    const { body: made } = await moved.consents.request(consent).expect(200);
    await move(moved, { finpro: 'other' });
    const before = (await signers('finpro', '/webRedirection/decryptUrl')).length;
    await moved.consents
      .decrypt(
        await returnParameters({ handle: made.data.consent_handle as string, vua: consent.vua as string, code: '1' }),
      )
      .expect(200);
    expect((await signers('finpro', '/webRedirection/decryptUrl')).slice(before)).toEqual(['sandbox-org']);
  });

  it('a creation whose answer was lost is repeated and looked for in the account of its first attempt', async () => {
    const moved = await party();
    const [customer, key] = [newCustomer(), randomUUID()];
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'reset', when: 'after', times: 1 });
    expect((await moved.onboarding.create(customer, key)).status).toBeGreaterThanOrEqual(500);
    await move(moved, { 'one-money': 'other' });
    const { body } = await moved.onboarding.create(customer, key).expect(201);
    expect(await about('1money', customer.email)).toEqual(['portico']);
    const [lost, lostKey] = [newCustomer(), randomUUID()];
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'reset', when: 'after', times: 1 });
    expect((await moved.onboarding.create(lost, lostKey)).status).toBeGreaterThanOrEqual(500);
    await move(moved, { 'one-money': 'default' });
    await passLeases(gateway.database);
    await gateway.app.get(Reconciler, { strict: false }).round();
    const { requests } = await gateway.sandbox.control<{ requests: { query: string; entity: string }[] }>(
      '/_sandbox/requests?vendor=1money&limit=5000&path=/v1/customers/lightweight',
    );
    expect(
      requests.flatMap(({ query, entity }) => (query.startsWith('idempotency_key=') ? [entity] : [])).toSorted(),
    ).toEqual(['other', 'portico']);
    const { body: found } = await moved.onboarding.find(lostKey).expect(200);
    expect(found.email).toBe(lost.email);
    expect(found.customer_id).not.toBe(body.customer_id);
  });

  it('an account that is not configured is 503, and nothing is sent', async () => {
    const { onboarding, consents } = await party({ 'one-money': ['nowhere'], finpro: ['nowhere'] });
    await onboarding
      .create()
      .expect(503)
      .expect(({ body }) => expect(body.type).toBe('/errors#vendor-not-configured'));
    await consents.request().expect(503);
  });

  it('the trouble of one account opens its circuit breaker, and not the one of the other', async () => {
    const narrow = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: {
        VENDOR_ACCOUNTS: 'other',
        VENDOR_BREAKER__OTHER: 'on',
        VENDOR_CONCURRENCY__OTHER: '1',
        VENDOR_QUEUE__OTHER: '0',
      },
    });
    try {
      const [mine, others] = [await party(), await party(BOTH)];
      const api = (of: Party): OnboardingApi => new OnboardingApi(narrow.url, 'hosted', of.bearer);
      const { body: own } = await api(mine).create().expect(201);
      const { body: foreign } = await api(others).create().expect(201);
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        entity: 'other',
        kind: 'status',
        status: 503,
      });
      let last = 503;
      for (let call = 0; call < 12; call++) ({ status: last } = await api(others).read(foreign.customer_id));
      expect(last).toBe(503);
      await api(others)
        .read(foreign.customer_id)
        .expect(({ body }) => expect(body.type).toBe('/errors#vendor-circuit-open'));
      await api(mine).read(own.customer_id).expect(200);
      const { body: health } = await request(narrow.url).get('/health/ready').expect(200);
      expect(health).toMatchObject({
        status: 'degraded',
        parts: { 'one-money': 'ok', 'one-money/other': 'degraded', finpro: 'ok', 'finpro/other': 'ok' },
      });
      const { text } = await request(narrow.url).get('/metrics');
      expect(text).toContain('portico_vendor_breaker_state{vendor="one-money",account="other"} 2\n');
      expect(text).toContain('portico_vendor_breaker_state{vendor="one-money",account="default"} 0\n');
    } finally {
      await narrow.close();
    }
  });

  describe('of identical reads of a status', () => {
    const lines = (): VendorPipelines => gateway.app.get(VendorPipelines, { strict: false });
    const read = {
      vendor: 'one-money',
      account: 'default',
      method: 'GET',
      path: '/v1/customers/x',
      mayShare: true,
    } as const;
    const context = (rest: Partial<RequestContext> = {}): RequestContext => ({
      requestId: 'r',
      arrivedAt: 0,
      deadlineAt: Number.POSITIVE_INFINITY,
      isGone: () => false,
      admission: { awaitVendor: nothing, atVendor: nothing, park: nothing, resume: nothing },
      journey: null,
      trace: null,
      vendorRequestId: null,
      vendorAccount: null,
      consumerId: null,
      ...rest,
    });
    const nothing = (): void => undefined;
    /** A vendor that answers when it is let, with the number of the call. */
    function slowVendor() {
      const sent: ((answer: VendorAnswer) => void)[] = [];
      const send = (): Promise<VendorAnswer> => new Promise((answer) => sent.push(answer));
      const ask = (rest: Partial<VendorCall> = {}, of = context()): Promise<number> =>
        runFor(of, () => lines().read({ ...read, ...rest }, send)).then(({ status }) => status);
      const answerAll = (): void =>
        sent.forEach((answer, index) =>
          answer({
            status: 200 + index,
            headers: {},
            json: {},
            requestId: null,
            askedAt: new Date(),
            receivedAt: new Date(),
            secrets: [],
          }),
        );
      return { sent, ask, answerAll };
    }
    const settled = (): Promise<void> => new Promise(setImmediate);
    afterEach(() => jest.restoreAllMocks());

    it('at once, one is sent, and all get its answer', async () => {
      const { sent, ask, answerAll } = slowVendor();
      const same = [ask(), ask(), ask()];
      const differing = [ask({ account: 'other' }), ask({ path: '/v1/customers/y' }), ask({ mayShare: false })];
      await settled();
      expect(sent).toHaveLength(4);
      answerAll();
      expect(await Promise.all([...same, ...differing])).toEqual([200, 200, 200, 201, 202, 203]);
      const later = ask();
      await settled();
      expect(sent).toHaveLength(5);
      answerAll();
      expect(await later).toBe(204);
    });

    it('one that begins later, or has a deadline of its own, is sent', async () => {
      const { sent, ask, answerAll } = slowVendor();
      const now = performance.now();
      const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
      const first = ask();
      clock.mockReturnValue(now + 50);
      const shared = ask();
      const limited = ask({}, context({ deadlineAt: now + 9_000 }));
      clock.mockReturnValue(now + 51);
      const later = ask();
      await settled();
      expect(sent).toHaveLength(3);
      answerAll();
      expect(await Promise.all([first, shared, limited, later])).toEqual([200, 200, 201, 202]);
    });
  });

  it("a vendor's Retry-After is honoured by all replicas, for the account that was limited only", async () => {
    const replicas = await Promise.all(
      [1, 2].map(() =>
        startGateway({
          database: gateway.database,
          sandbox: gateway.sandbox,
          environment: { VENDOR_ACCOUNTS: 'other', VENDOR_PAUSE: 'on', PUBLIC_BASE_URL: '' },
        }),
      ),
    );
    try {
      const [mine, others] = [await party(), await party(BOTH)];
      const read = ({ url }: RunningGateway, { bearer }: Party, id: string): request.Test =>
        new OnboardingApi(url, 'hosted', bearer).read(id);
      const { body: own } = await mine.onboarding.create().expect(201);
      const { body: foreign } = await others.onboarding.create().expect(201);
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        entity: 'other',
        kind: 'rate-limit',
        retry_after_seconds: 60,
        times: 1,
      });
      await read(replicas[0]!, others, foreign.customer_id).expect(503);
      const rows = await eventually(
        () => gateway.database.query('SELECT vendor FROM portico.vendor_pauses WHERE until > now()'),
        (found) => found.length > 0,
      );
      expect(rows).toEqual([{ vendor: 'one-money/other' }]);
      await replicas[1]!.app.get(VendorPauses, { strict: false }).refresh();
      const before = await signers('1money', `/v1/customers/${foreign.customer_id}`);
      for (const replica of replicas) {
        const { body, headers } = await read(replica, others, foreign.customer_id).expect(503);
        expect(body.type).toBe('/errors#vendor-busy');
        expect(Number(headers['retry-after'])).toBeGreaterThan(50);
        await read(replica, mine, own.customer_id).expect(200);
      }
      expect(await signers('1money', `/v1/customers/${foreign.customer_id}`)).toEqual(before);
    } finally {
      await Promise.all(replicas.map((replica) => replica.close()));
      await gateway.database.query('DELETE FROM portico.vendor_pauses');
    }
  });

  describe('webhooks', () => {
    const at = (webhook: VendorWebhook, account: string): VendorWebhook =>
      ({ ...webhook, path: `${webhook.path}/${account}` }) as unknown as VendorWebhook;
    const inbox = async (reference: string): Promise<unknown[]> =>
      gateway.database.query('SELECT vendor_account, state FROM portico.webhook_inbox WHERE subject_ref = $1', [
        reference,
      ]);

    it('are judged with the secret of the account of their address', async () => {
      const { onboarding } = await party(BOTH);
      const { body: customer } = await onboarding.create().expect(201);
      const id = customer.customer_id as string;
      expect((await deliver(gateway.url, at(oneMoneyWebhook(id), 'other'))).status).toBe(401);
      expect((await deliver(gateway.url, oneMoneyWebhook(id, { secret: OTHER_SECRET }))).status).toBe(401);
      expect((await deliver(gateway.url, at(oneMoneyWebhook(id, { secret: OTHER_SECRET }), 'nowhere'))).status).toBe(
        404,
      );
      expect((await deliver(gateway.url, at(oneMoneyWebhook(id), 'default'))).status).toBe(404);
      expect(await inbox(id)).toEqual([]);
    });

    it.each(['1money', 'finpro'] as const)('touch the journeys of their own account only (%s)', async (vendor) => {
      const others = await party(BOTH);
      const reference =
        vendor === '1money'
          ? ((await others.onboarding.create().expect(201)).body.customer_id as string)
          : ((await others.consents.request().expect(200)).body.data.consent_handle as string);
      const webhook = (secret: string): VendorWebhook =>
        vendor === '1money'
          ? oneMoneyWebhook(reference, { secret })
          : { ...finproWebhook(reference), ...signedByFinpro(finproWebhook(reference).body, { secret }) };
      expect((await deliver(gateway.url, webhook('sandbox-webhook-key'))).status).toBe(200);
      expect((await deliver(gateway.url, at(webhook(OTHER_SECRET), 'other'))).status).toBe(200);
      const found = await eventually(
        () => inbox(reference),
        (rows) => rows.some((row) => (row as { state: string }).state === 'APPLIED'),
      );
      expect(found).toContainEqual({ vendor_account: 'other', state: 'APPLIED' });
      expect(found).toContainEqual({ vendor_account: 'default', state: 'PENDING' });
      expect(await about(vendor, reference)).toEqual([ENTITIES.other[vendor === '1money' ? 0 : 1]]);
    });

    it('with the same id from two accounts are two', async () => {
      const [mine, others] = [await party(), await party(BOTH)];
      const id = `evt_${randomUUID()}`;
      for (const [of, account, secret] of [
        [mine, null, 'sandbox-webhook-key'],
        [others, 'other', OTHER_SECRET],
      ] as const) {
        const { body } = await of.onboarding.create().expect(201);
        const webhook = oneMoneyWebhook(body.customer_id, { id, secret });
        expect((await deliver(gateway.url, account ? at(webhook, account) : webhook)).status).toBe(200);
        expect(await inbox(body.customer_id)).toHaveLength(1);
      }
    });

    it('of the sandbox go to the receiver of their partner', async () => {
      await gateway.sandbox.control('/_sandbox/webhooks', {
        vendor: '1money',
        entity: 'other',
        url: `${gateway.url}/webhooks/1money/other`,
        secret: OTHER_SECRET,
      });
      const { onboarding } = await party(BOTH);
      const { body: customer } = await onboarding.create().expect(201);
      await gateway.sandbox.control(`/_sandbox/1money/customers/${customer.customer_id}/status`, {
        status: 'APPROVED',
      });
      await eventually(
        () =>
          gateway.database.query('SELECT status FROM portico.customers WHERE customer_id = $1', [customer.customer_id]),
        ([row]) => (row as { status: string }).status === 'APPROVED',
      );
    });
  });
});
