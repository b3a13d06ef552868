import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { AccessAudit } from '../../src/audit/access/access-audit';
import { COUNT_SECONDS, ROWS_A_MINUTE } from '../../src/audit/sampling/audit-samples.repository';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import {
  nowSeconds,
  ofOther,
  oneMoneyWebhook,
  OTHER_SECRET,
  signedByFinpro,
  type VendorWebhook,
} from '../support/vendor-webhooks';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const CALLS = 300;
const AT_ONCE = 32;
const CLICKS_A_DAY = 2;
/** A click is always audited, with the grant that it makes: INTENT and OUTCOME. */
const ROWS_OF_A_CLICK = 3;
/** Of failed logins and refusals (access-audit.ts), and one for what is beyond. */
const MAX_ENTRIES_A_PERIOD = 51;
/** Most rows of one kind: calls within less than a minute fall into two minutes; then the rows that count, and one. */
const ROWS_OF_A_KIND = 2 * ROWS_A_MINUTE + 60 / COUNT_SECONDS + 1;

describe('audit rows of callers without credentials', () => {
  let gateway: RunningGateway;
  let requests: Record<string, { kinds: number; rows?: number; calls: readonly (() => Call)[] }>;
  const agent = new Agent({ connections: AT_ONCE });
  beforeAll(async () => {
    gateway = await startGateway({
      environment: { VENDOR_ACCOUNTS: 'other', DURABLE_LINK_CLICKS_PER_DAY: String(CLICKS_A_DAY), LOG_LEVEL: 'warn' },
    });
    const backs = [await usedOnboardingReturn(), ...(await consentReturns())];
    const link = await durableLink();
    const posted = (webhook: VendorWebhook): Call => ({
      method: 'POST',
      path: webhook.path,
      headers: webhook.headers,
      body: webhook.body,
    });
    const get = (path: string) => (): Call => ({ method: 'GET', path });
    requests = {
      getLiveness: { kinds: 0, calls: [get('/health/live')] },
      getReadiness: { kinds: 0, calls: [get('/health/ready')] },
      getReturnKeys: { kinds: 0, calls: [get('/.well-known/jwks.json')] },
      receiveOneMoneyWebhook: {
        kinds: 3,
        calls: [
          () => posted(oneMoneyWebhook('x', { secret: 'another-secret' })),
          () => posted(oneMoneyWebhook('x', { timestamp: nowSeconds() - 400 })),
          () => ({ method: 'POST', path: '/webhooks/1money', headers: JSON_TYPE, body: '{}' }),
        ],
      },
      receiveFinproWebhook: {
        kinds: 2,
        calls: [
          () => posted(signedByFinpro('{}', { secret: 'another-secret' })),
          () => ({ method: 'POST', path: '/webhooks/finpro', headers: JSON_TYPE, body: '{}' }),
        ],
      },
      receiveOneMoneyAccountWebhook: {
        kinds: 3,
        calls: [
          () => posted(ofOther(oneMoneyWebhook('x'))),
          () => posted(ofOther(oneMoneyWebhook('x', { secret: OTHER_SECRET, timestamp: nowSeconds() - 400 }))),
          () => ({ method: 'POST', path: '/webhooks/1money/other', headers: JSON_TYPE, body: '{}' }),
        ],
      },
      receiveFinproAccountWebhook: {
        kinds: 2,
        calls: [
          () => posted(ofOther(signedByFinpro('{}'))),
          () => ({ method: 'POST', path: '/webhooks/finpro/other', headers: JSON_TYPE, body: '{}' }),
        ],
      },
      returnFromOnboarding: { kinds: 1, calls: [get(backs[0]!), get('/return/onboarding/unknown')] },
      returnFromOnboardingByQuery: { kinds: 0, calls: [get('/return/onboarding?state=unknown')] },
      returnFromConsent: { kinds: 3, calls: [...backs.slice(1).map(get), get('/return/consent/unknown')] },
      returnFromConsentByQuery: { kinds: 0, calls: [get('/return/consent?state=unknown')] },
      openDurableLink: { kinds: 0, calls: [get(link)] },
      probeDurableLink: { kinds: 0, calls: [() => ({ method: 'HEAD', path: link })] },
      followDurableLink: {
        kinds: 0,
        rows: CLICKS_A_DAY * ROWS_OF_A_CLICK,
        calls: [
          () => ({
            method: 'POST',
            path: link,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: `click=${randomBytes(32).toString('base64url')}`,
          }),
        ],
      },
    };
  });
  afterAll(async () => {
    await agent.close();
    await gateway.close();
  });

  const pathOf = (url: unknown): string => String(url).replace(/^https?:\/\/[^/]+/, '');
  const joined = (path: string, query: object): string =>
    `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ ...query })}`;

  async function usedOnboardingReturn(): Promise<string> {
    const { customer_id: customerId } = await new Given(gateway).customer();
    await new Given(gateway).grant(customerId, { redirect_url: 'https://app.example.com/kyb' });
    const back = pathOf(
      (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).at(-1)!.body!.redirect_url,
    );
    await (await call({ method: 'GET', path: back })).body.dump();
    return back;
  }

  /** Returns of an open visit: without parameters, and with parameters that cannot be decrypted. */
  async function consentReturns(): Promise<string[]> {
    await new ConsentApi(gateway.url).request().expect(200);
    const back = pathOf((await new GivenConsents(gateway).sent('/v3/requestconsent')).at(-1)!.body!.redirectUrl);
    return [back, joined(back, { ecres: 'Z2FyYmFnZQ==', resdate: '150120261034127', fi: 'Z2FyYmFnZQ==' })];
  }

  async function durableLink(): Promise<string> {
    const { customer_id: customerId } = await new Given(gateway).customer();
    return pathOf((await new Given(gateway).grant(customerId, { link: 'durable' })).onboarding_url);
  }

  const call = ({ method, path, headers = {}, body }: Call): ReturnType<typeof request> =>
    request(gateway.url + path, { method: method as 'GET', headers, body: body ?? null, dispatcher: agent });

  async function repeat(calls: readonly (() => Call)[], times: number): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < times) await (await call(calls[next++ % calls.length]!())).body.dump();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  const rows = async (): Promise<number> =>
    (await gateway.database.query<{ count: number }>('SELECT count(*)::int AS count FROM portico.audit_entries'))[0]!
      .count;
  const counted = async (action: string): Promise<number> =>
    (
      await gateway.database.query<{ sum: number }>(
        "SELECT coalesce(sum((detail->>'count')::int), 0)::int AS sum FROM portico.audit_entries WHERE action = " +
          "$1 AND result = 'REFUSED'",
        [action],
      )
    )[0]!.sum;

  /** What has been counted by now, as if the last counting row were old enough for the next one. */
  const countedByNow = async (action: string): Promise<number> => {
    await gateway.database.query(
      'UPDATE portico.audit_samples SET counted_at = counted_at - make_interval(secs => $1)',
      [COUNT_SECONDS],
    );
    return counted(action);
  };

  it('are bounded for hundreds of calls of any public operation, and all calls are counted', async () => {
    const { paths } = JSON.parse(await (await fetch(`${gateway.url}/openapi.json`)).text()) as {
      paths: Record<string, Record<string, { operationId: string; security: unknown[] }>>;
    };
    const operations = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .filter(({ security }) => security.length === 0);
    expect(operations.length).toBeGreaterThan(5);
    // The row that counts an operation's last calls may be written during the calls of the next one.
    const before = await rows();
    let most = 0;
    for (const { operationId } of operations) {
      const found = requests[operationId];
      if (!found) throw new Error(`no requests for ${operationId}: write some that it refuses`);
      await repeat(found.calls, CALLS);
      most += found.kinds * ROWS_OF_A_KIND + (found.rows ?? 0);
      expect({ operationId, isBounded: (await rows()) - before <= most }).toEqual({ operationId, isBounded: true });
    }
    const expected = {
      'webhook.refused': 4 * CALLS,
      'onboarding.return': CALLS / 2,
      'consent.return': Math.ceil((CALLS * 2) / 3),
    };
    for (const [action, sum] of Object.entries(expected))
      await eventually(
        () => countedByNow(action),
        (found) => found >= sum,
      );
    for (const [action, sum] of Object.entries(expected))
      expect([action, await counted(action)]).toEqual([action, sum]);
  }, 180_000);

  it('are counted, in few rows, where credentials are required', async () => {
    const { paths } = JSON.parse(await (await fetch(`${gateway.url}/openapi.json`)).text()) as {
      paths: Record<string, Record<string, { security: unknown[] }>>;
    };
    const calls = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, { security }]) => security.length > 0)
        .map(([method]) => (): Call => ({
          method: method.toUpperCase(),
          path: path.replaceAll(/\{\w+\}/g, 'x'),
          headers: { Authorization: 'Bearer demo-consumer.wrong' },
        })),
    );
    const before = await rows();
    await repeat(calls, CALLS);
    expect(await rows()).toBe(before);
    await gateway.app.get(AccessAudit).flush();
    const found = await gateway.database.query<{ reason: string; credential: string | null; sum: number }>(
      "SELECT detail->>'reason' AS reason, detail->>'credential' AS credential, " +
        "sum((detail->>'count')::int)::int AS sum FROM portico.audit_entries WHERE subject = 'access' GROUP BY 1, 2",
    );
    expect(found.reduce((all, { sum }) => all + sum, 0)).toBe(CALLS);
    expect(new Set(found.map(({ reason }) => reason))).toEqual(new Set(['unauthorized']));
    expect((await rows()) - before).toBeLessThanOrEqual(MAX_ENTRIES_A_PERIOD);
  }, 60_000);

  it('are as many from several replicas as from one', async () => {
    const second = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { LOG_LEVEL: 'warn' },
    });
    try {
      const [before, sum] = [await rows(), await counted('webhook.refused')];
      const forged = (): Promise<unknown> =>
        Promise.all([gateway, second].map(async ({ url }) => fetch(`${url}/webhooks/finpro`, { method: 'POST' })));
      for (let sent = 0; sent < 100; sent++) await forged();
      await eventually(
        () => countedByNow('webhook.refused'),
        (found) => found >= sum + 200,
      );
      expect(await counted('webhook.refused')).toBe(sum + 200);
      expect((await rows()) - before).toBeLessThanOrEqual(ROWS_OF_A_KIND);
    } finally {
      await second.close();
    }
  }, 120_000);
});
