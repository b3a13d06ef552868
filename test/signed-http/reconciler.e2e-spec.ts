import { randomUUID } from 'node:crypto';
import type { Action } from '../../src/audit/actions';
import { JourneyRegistry } from '../../src/journey-registry/journey-registry';
import { Reconciler } from '../../src/signed-http/effects/reconciler';
import { auditTrail, effectRows, passLeases } from '../support/effects';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { OnboardingApi, upstream, worldOf } from '../support/onboarding-api';

interface Entry {
  readonly request_id: string;
  readonly actor: string;
  readonly consumer: string;
  readonly result: string;
  readonly detail: Record<string, unknown>;
}

describe('an effect without an outcome', () => {
  let gateway: RunningGateway;
  let neighbour: RunningGateway;
  let api: OnboardingApi;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    neighbour = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    [api, given] = [new OnboardingApi(gateway.url, 'hosted'), new Given(gateway)];
  });
  beforeEach(async () => {
    await gateway.sandbox.control('/_sandbox/reset', undefined, 'POST');
    await gateway.database.query('DELETE FROM portico.vendor_effects');
  });
  afterAll(async () => {
    await neighbour.close();
    await gateway.close();
  });

  const path = (): string => upstream(worldOf(gateway, 'hosted'), 'create');
  const fault = (rest: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', times: 1, ...rest });
  const reconcilerOf = ({ app }: RunningGateway): Reconciler => app.get(Reconciler, { strict: false });
  const round = (): Promise<void> => reconcilerOf(gateway).round();
  const questions = async (): Promise<number> =>
    (await gateway.sandbox.requests(path())).filter(({ method }) => method === 'GET').length;
  const created = async (): Promise<number> => (await gateway.sandbox.effects('customer.created')).length;
  const states = async (): Promise<string[]> =>
    (await effectRows(gateway.database)).map(({ state, is_open }) => (is_open ? `${state}, open` : state));
  const newest = async (): Promise<Entry> =>
    (
      await gateway.database.query<Entry>(
        'SELECT request_id, actor, consumer, result, detail FROM portico.audit_entries ORDER BY entry_id DESC LIMIT 1',
      )
    )[0]!;

  /** A creation whose response is lost after 1Money acted, or before it did. */
  async function loseAnswer(
    when: 'before' | 'after',
  ): Promise<{ key: string; customer: ReturnType<typeof newCustomer>; requestId: string }> {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'reset', method: 'POST', when });
    const { headers } = await api.create(customer, key).expect(502);
    return { key, customer, requestId: String(headers['x-request-id']) };
  }

  it('is found at 1Money by its key: the customer is stored, and a repetition replays the answer', async () => {
    const { key, customer, requestId } = await loseAnswer('after');
    await passLeases(gateway.database);
    await round();
    expect(await states()).toEqual(['DONE']);
    expect(await newest()).toMatchObject({
      request_id: requestId,
      actor: 'portico',
      consumer: 'demo-consumer',
      result: 'SUCCEEDED',
      detail: { recovered: true, status: 'INIT' },
    });
    const again = await api.create(customer, key).expect(201);
    expect([again.headers['idempotent-replayed'], again.body.email, await created()]).toEqual([
      'true',
      customer.email,
      1,
    ]);
    expect((await api.find(key).expect(200)).body.customer_id).toBe(again.body.customer_id);
  });

  it('that never reached 1Money is recorded as FAILED, and the key is free for a corrected body', async () => {
    const { key } = await loseAnswer('before');
    await api.create(newCustomer(), key).expect(422);
    await passLeases(gateway.database);
    await round();
    expect([await states(), (await newest()).result]).toEqual([['FAILED'], 'FAILED']);
    await api.create(newCustomer(), key).expect(201);
    expect(await created()).toBe(1);
  });

  it('is not recorded as FAILED before a whole lease has passed: 1Money may still be working on it', async () => {
    await loseAnswer('before');
    await passLeases(gateway.database, 0);
    const before = await auditTrail(gateway.database);
    await round();
    expect([await states(), await auditTrail(gateway.database), await questions()]).toEqual([
      ['UNKNOWN, open'],
      before,
      1,
    ]);
  });

  it('is left alone while its lease runs', async () => {
    await loseAnswer('after');
    await round();
    expect([await states(), await questions()]).toEqual([['UNKNOWN, open'], 0]);
  });

  it('that was a link cannot be inquired: its outcome stays UNKNOWN and the row is closed', async () => {
    const { customer_id } = await given.customer();
    await fault({ kind: 'reset', method: 'POST', when: 'after' });
    await api.grant(customer_id).expect(502);
    await passLeases(gateway.database);
    const before = (await gateway.sandbox.requests('/v1')).length;
    await round();
    expect(await states()).toEqual(['DONE', 'UNKNOWN']);
    expect(await newest()).toMatchObject({ result: 'UNKNOWN', actor: 'portico', detail: { final: true } });
    expect(await gateway.sandbox.requests('/v1')).toHaveLength(before);
  });

  it('waits for a vendor that does not answer: one inquiry for all, and one UNKNOWN in the audit log', async () => {
    for (let n = 0; n < 5; n++) await loseAnswer('after');
    await gateway.database.query(
      "UPDATE portico.vendor_effects SET state = 'INTENT' WHERE intent_id = (SELECT min(intent_id::text)::uuid " +
        'FROM portico.vendor_effects)',
    );
    await passLeases(gateway.database);
    await fault({ kind: 'status', status: 503, times: 2 });
    const before = (await auditTrail(gateway.database)).length;
    await round();
    expect([await questions(), await states()]).toEqual([1, Array.from({ length: 5 }, () => 'UNKNOWN, open')]);
    await passLeases(gateway.database);
    await round();
    expect((await auditTrail(gateway.database)).slice(before)).toEqual(['UNKNOWN']);
    expect(await questions()).toBe(2);
    await passLeases(gateway.database);
    await round();
    expect([await states(), await created()]).toEqual([Array.from({ length: 5 }, () => 'DONE'), 5]);
  });

  it('is closed as UNKNOWN after a day', async () => {
    await loseAnswer('after');
    await passLeases(gateway.database, 90_000);
    await fault({ kind: 'status', status: 503 });
    await round();
    expect([await states(), (await newest()).detail]).toEqual([['UNKNOWN'], { recovered: true, final: true }]);
  });

  it('is reconciled by one of many replicas', async () => {
    const lost = 40;
    for (let n = 0; n < lost; n++) await loseAnswer('after');
    await passLeases(gateway.database);
    const before = (await auditTrail(gateway.database)).length;
    await Promise.all([gateway, neighbour, gateway, neighbour].map((one) => reconcilerOf(one).round()));
    expect(await questions()).toBe(lost);
    expect((await auditTrail(gateway.database)).slice(before)).toEqual(Array.from({ length: lost }, () => 'SUCCEEDED'));
    expect(new Set((await effectRows(gateway.database)).map(({ fence }) => fence))).toEqual(new Set([2]));
  });

  it('is taken over again when its second holder dies', async () => {
    await loseAnswer('after');
    await passLeases(gateway.database);
    await gateway.database.query(
      "UPDATE portico.vendor_effects SET holder = $1, fence = 2, lease_expires_at = now() + interval '1 minute'",
      [randomUUID()],
    );
    await round();
    expect(await states()).toEqual(['UNKNOWN, open']);
    await passLeases(gateway.database);
    await round();
    expect(await effectRows(gateway.database)).toEqual([expect.objectContaining({ state: 'DONE', fence: 3 })]);
  });

  it('is not lost when a later attempt under the same key is refused', async () => {
    const { key, customer } = await loseAnswer('after');
    await fault({ kind: 'rate-limit', method: 'POST' });
    await api.create(customer, key).expect(503);
    await api.create(newCustomer(), key).expect(422);
    await passLeases(gateway.database);
    await round();
    expect(await states()).toEqual(['DONE', 'FAILED']);
    expect((await api.create(customer, key).expect(201)).headers['idempotent-replayed']).toBe('true');
    expect(await created()).toBe(1);
  });

  it('waits for a later attempt under the same key that is in progress', async () => {
    const { key, customer } = await loseAnswer('after');
    await passLeases(gateway.database);
    await fault({ kind: 'hold', method: 'POST' });
    const later = api.create(customer, key).then(({ status }) => status);
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    await round();
    expect((await states())[0]).toBe('UNKNOWN, open');
    await gateway.sandbox.control('/_sandbox/faults/release', {});
    expect(await later).toBe(201);
    await passLeases(gateway.database);
    await round();
    expect([await states(), await created()]).toEqual([['DONE', 'DONE'], 1]);
  });

  it('without a registered inquiry is kept, and logged', async () => {
    await loseAnswer('after');
    await gateway.database.query("UPDATE portico.vendor_effects SET action = 'onboarding.return'");
    await passLeases(gateway.database);
    await round();
    expect(await states()).toEqual(['UNKNOWN, open']);
    expect(gateway.logged() + neighbour.logged()).toMatch(/an effect could not be settled.*onboarding.return/);
    const { inquiries } = gateway.app.get(JourneyRegistry, { strict: false }).named('onboarding');
    Object.assign(inquiries, { ['onboarding.return' satisfies Action]: async () => 'done' });
    await passLeases(gateway.database);
    await round();
    expect(await states()).toEqual(['DONE']);
  });

  it('control: without such effects no vendor call is made', async () => {
    await given.customer();
    const before = (await gateway.sandbox.requests('/')).length;
    await round();
    expect(await gateway.sandbox.requests('/')).toHaveLength(before);
  });

  describe('in the background', () => {
    it('is found without a call, and a gateway that is closing finishes it first', async () => {
      const { key } = await loseAnswer('after');
      await passLeases(gateway.database);
      await fault({ kind: 'hold', method: 'GET' });
      const diligent = await startGateway({
        database: gateway.database,
        sandbox: gateway.sandbox,
        environment: { RECONCILE_INTERVAL_MS: '100' },
      });
      while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
      const closed = diligent.close();
      expect(await states()).toEqual(['UNKNOWN, open']);
      await gateway.sandbox.control('/_sandbox/faults/release', {});
      await closed;
      expect(await states()).toEqual(['DONE']);
      expect(
        await gateway.database.query('SELECT FROM portico.customers WHERE idempotency_key = $1', [key]),
      ).toHaveLength(1);
    });
  });
});
