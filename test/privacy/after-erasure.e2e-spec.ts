import { randomUUID } from 'node:crypto';
import { Committer } from '../../src/database/committer';
import { assertKept, SubjectKeys } from '../../src/privacy/subject-keys';
import { send, type Sent } from '../openapi/exchange';
import { validRequest, type World } from '../openapi/scenarios';
import { eraseAll } from '../support/erase';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';
import { deliver, oneMoneyWebhook } from '../support/vendor-webhooks';

/** Operations without a subject, or with all subjects. */
const NAMES_NONE = /^(get(Liveness|Readiness)|echo(Message)?|listEvents|\w*Audit\w*|\w*Webhook\w*)$/;

/** Operations that are not answered with 410, and their statuses. */
const OTHERWISE: Readonly<
  Record<string, { status: number; says?: (body: Record<string, unknown>) => unknown; expected?: unknown }>
> = {
  getJourney: {
    status: 200,
    says: ({ stuck_at, owner, next_action }) => [stuck_at, owner, next_action],
    expected: ['ERASED', null, 'Nothing is left to do: the person or company was erased.'],
  },
  listJourneys: {
    status: 200,
    says: ({ journeys }) => (journeys as { stuck_at: string }[]).filter(({ stuck_at }) => stuck_at !== 'ERASED'),
    expected: [],
  },
  getDurableLink: { status: 200, says: ({ state }) => state, expected: 'ERASED' },
  revokeDurableLink: { status: 200, says: ({ state }) => state, expected: 'ERASED' },
  listDurableLinks: {
    status: 200,
    says: ({ links }) => (links as { state: string }[]).filter(({ state }) => state !== 'ERASED'),
    expected: [],
  },
  listCustomers: { status: 200, says: ({ customers }) => customers, expected: [] },
  listConsents: { status: 200, says: ({ data }) => data, expected: [] },
  listConsentJourneys: { status: 200, says: ({ consents }) => consents, expected: [] },
  revokeConsent: { status: 200 },
};

describe('after the erasure of a subject', () => {
  let gateway: RunningGateway;
  let operations: { operationId: string; security?: unknown[] }[];
  beforeAll(async () => {
    gateway = await startGateway();
    const { paths } = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string; security?: unknown[] }>>;
    };
    operations = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .filter(({ operationId, security }) => (security?.length ?? 0) > 0 && !NAMES_NONE.test(operationId));
  });
  afterAll(() => gateway.close());

  /** A repeated creation, whose answer was stored. */
  const isCreation = ({ method, path }: Sent): boolean =>
    method === 'POST' && /customers\/(hosted|lightweight)$|requestconsent/.test(path);
  const vendorCalls = async (): Promise<number> =>
    (await gateway.sandbox.requests('/')).length + (await gateway.sandbox.requests('/', 'finpro')).length;

  it('every operation with it reports that, without a vendor call', async () => {
    expect(operations.length).toBeGreaterThan(15);
    for (const { operationId } of operations) {
      const plain = await validRequest(operationId, { gateway } as World);
      const request = {
        ...plain,
        ...(plain.method === 'POST' ? { headers: { ...plain.headers, 'Idempotency-Key': randomUUID() } } : {}),
      };
      if (isCreation(plain)) await send(gateway, request);
      if (operationId === 'revokeConsent') await send(gateway, { ...request, path: '/v3/getconsentslist' });
      await eraseAll(gateway);
      // FinPro is still asked about consents that may come into force: such a call would be counted here.
      await gateway.database.query('DELETE FROM portico.journey_watches');
      const before = await vendorCalls();
      const { status, body } = await send(gateway, request);
      const {
        status: expectedStatus,
        says,
        expected,
      } = OTHERWISE[operationId] ?? {
        status: 410,
        says: ({ type, errorCode }) => String(type ?? errorCode).replace(/^.*#/, ''),
        expected: plain.vendor && plain.method === 'POST' ? 'Erased' : 'subject-erased',
      };
      expect({ operationId, status, says: says?.(body) }).toEqual({
        operationId,
        status: expectedStatus,
        says: expected,
      });
      if (operationId !== 'revokeConsent' && operationId !== 'decryptConsentReturn')
        expect({ operationId, calls: await vendorCalls() }).toEqual({ operationId, calls: before });
    }
  }, 120_000);

  it('nothing is made for it, also when its key was read before the erasure', async () => {
    const { customer_id } = await new Given(gateway).customer();
    const { onboarding_url } = await new Given(gateway).grant(customer_id, { link: 'durable' });
    const [row] = await gateway.database.query<{ subject_id: string }>(
      'SELECT subject_id FROM portico.customers WHERE customer_id = $1',
      [customer_id],
    );
    const key = await gateway.app.get(SubjectKeys).get(row!.subject_id);
    await gateway.app.get(Committer).commit(assertKept(key));
    await eraseAll(gateway);
    await expect(gateway.app.get(Committer).commit(assertKept(key))).rejects.toThrow('subject-keys.kept');
    expect((await new LinkVisitor(onboarding_url).open()).status).toBe(410);
  });

  it('a webhook about it is accepted, without a vendor call', async () => {
    const { customer_id } = await new Given(gateway).customer();
    await eraseAll(gateway);
    // FinPro is still asked about consents that may come into force.
    const calls = async (): Promise<number> => (await gateway.sandbox.requests('/')).length;
    const before = await calls();
    expect((await deliver(gateway.url, oneMoneyWebhook(customer_id))).status).toBe(200);
    await eventually(
      () =>
        gateway.database.query<{ state: string }>('SELECT state FROM portico.webhook_inbox WHERE subject_ref = $1', [
          customer_id,
        ]),
      ([found]) => found?.state === 'APPLIED',
    );
    expect(await calls()).toBe(before);
  });
});
