import { randomUUID } from 'node:crypto';
import { AuditService } from '../../src/audit/audit.service';
import type { Clock } from '../../src/config/clock';
import { Committer } from '../../src/database/committer';
import { Retention } from '../../src/retention/retention';
import { Reconciler } from '../../src/signed-http/effects/reconciler';
import { SignedHttp } from '../../src/signed-http/signed-http';
import { Transport } from '../../src/signed-http/transport';
import { CONNECTIONS } from '../../src/signed-http/vendor-call';
import { VendorEffectsRepository } from '../../src/signed-http/effects/vendor-effects.repository';
import { VendorEffects } from '../../src/signed-http/effects/vendor-effects';
import { VendorPipelines } from '../../src/signed-http/pipeline/vendor-pipelines';
import { auditTrail, effectRows, passLeases } from '../support/effects';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { OnboardingApi, upstream, worldOf } from '../support/onboarding-api';

describe('the row of an effect at a vendor', () => {
  let gateway: RunningGateway;
  let neighbour: RunningGateway;
  let api: OnboardingApi;
  beforeAll(async () => {
    gateway = await startGateway();
    neighbour = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    api = new OnboardingApi(gateway.url, 'hosted');
  });
  beforeEach(async () => {
    await gateway.sandbox.control('/_sandbox/reset', undefined, 'POST');
    await gateway.database.query('DELETE FROM portico.vendor_effects');
  });
  afterAll(async () => {
    await neighbour.close();
    await gateway.close();
  });

  const fault = (rest: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      method: 'POST',
      path: upstream(worldOf(gateway, 'hosted'), 'create'),
      times: 1,
      ...rest,
    });
  const part = <T>(token: unknown): T => gateway.app.get<T>(token as never, { strict: false });
  const held = async (): Promise<void> => {
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
  };
  const release = (): Promise<unknown> => gateway.sandbox.control('/_sandbox/faults/release', {});

  it('is committed with the INTENT, and updated with the OUTCOME', async () => {
    await fault({ kind: 'hold' });
    const answer = api.create().then(({ status }) => status);
    await held();
    const commits = (): Promise<object[]> =>
      gateway.database.query(
        'SELECT e.state, e.fence, count(*)::int AS entries FROM portico.vendor_effects AS e JOIN ' +
          'portico.audit_entries AS a ON a.xmin = e.xmin AND e.intent_id IN (a.entry_id, a.intent_id) GROUP BY 1, 2',
      );
    expect(await commits()).toEqual([{ state: 'INTENT', fence: 1, entries: 1 }]);
    await release();
    expect(await answer).toBe(201);
    expect(await commits()).toEqual([{ state: 'DONE', fence: 1, entries: 1 }]);
  });

  it('holds the key that is sent to the vendor, the same in every attempt', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'reset' });
    await api.create(customer, key).expect(502);
    await api.create(customer, key).expect(201);
    const sent = (await gateway.sandbox.requests('/v1')).map(({ idempotency_key }) => idempotency_key);
    expect((await effectRows(gateway.database)).map(({ vendor_key }) => vendor_key)).toEqual(sent);
    expect(new Set(sent).size).toBe(1);
  });

  it.each([
    ['refused', { kind: 'status', status: 400 }, 400, { state: 'FAILED', is_open: false }],
    ['lost', { kind: 'reset', when: 'after' }, 502, { state: 'UNKNOWN', is_open: true }],
    ['in conflict with an old key', { kind: 'status', status: 409 }, 409, { state: 'UNKNOWN', is_open: true }],
  ])('holds the outcome when the call was %s', async (_how, what, status, row) => {
    await fault(what);
    await api.create().expect(status);
    expect(await effectRows(gateway.database)).toEqual([expect.objectContaining(row)]);
  });

  it('does not take the outcome of a process whose lease was taken over', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    const before = (await auditTrail(gateway.database)).length;
    await fault({ kind: 'hold', when: 'after' });
    const late = api.create(customer, key).then((answer) => answer);
    await held();
    await gateway.database.query("UPDATE portico.vendor_effects SET lease_expires_at = now() - interval '1 second'");
    await neighbour.app.get(Reconciler, { strict: false }).round();
    expect(await effectRows(gateway.database)).toEqual([
      expect.objectContaining({ state: 'SENT', fence: 2, holder: null, is_open: true }),
    ]);
    await release();
    expect((await late).body).toMatchObject({ type: '/errors#vendor-timeout', status: 504, retryable: true });
    expect(await gateway.database.query('SELECT FROM portico.customers WHERE idempotency_key = $1', [key])).toEqual([]);
    expect((await auditTrail(gateway.database)).slice(before)).toEqual(['INTENT']);

    await passLeases(gateway.database);
    await neighbour.app.get(Reconciler, { strict: false }).round();
    expect((await auditTrail(gateway.database)).slice(before)).toEqual(['INTENT', 'SUCCEEDED']);
    const again = await api.create(customer, key).expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await gateway.sandbox.effects('customer.created')).toHaveLength(1);
  });

  it('takes the outcome of a late answer when the lease was not taken over', async () => {
    await fault({ kind: 'hold' });
    const late = api.create().then(({ status }) => status);
    await held();
    await gateway.database.query("UPDATE portico.vendor_effects SET lease_expires_at = now() - interval '1 second'");
    await release();
    expect(await late).toBe(201);
  });

  describe('a call under the lease of its row', () => {
    const customer = { email: newCustomer().email, firstName: 'Zoe', lastName: 'Kim', companyName: null };
    /** A SignedHttp whose clock is `seconds` later once the intent is committed. */
    const wayOut = (seconds: number): SignedHttp => {
      const begun = Date.now();
      let reads = 0;
      const clock: Clock = { now: () => new Date(begun + (reads++ === 0 ? 0 : seconds * 1000)) };
      const effects = new VendorEffects(
        part(VendorEffectsRepository),
        part(AuditService),
        part(Committer),
        clock,
        gateway.config,
      );
      return new SignedHttp(
        part(CONNECTIONS),
        part(Transport),
        effects,
        { now: () => new Date() },
        part(VendorPipelines),
      );
    };
    const send = (seconds: number): Promise<unknown> =>
      wayOut(seconds).effect(
        {
          actor: { requestId: randomUUID(), clientId: 'demo-consumer', actor: 'consumer' },
          action: 'onboarding.customer.create',
          subject: randomUUID(),
          detail: {},
        },
        {
          vendor: 'one-money',
          account: 'default',
          method: 'POST',
          path: '/v1/customers/hosted',
          body: { ...customer },
          headers: { 'Idempotency-Key': randomUUID() },
        },
        ({ status }) => status,
      );

    it('is sent while the lease covers it', async () => {
      await send(14);
      expect(await gateway.sandbox.requests('/v1')).toHaveLength(1);
    });

    it('is not sent when the call could outlast the lease', async () => {
      await expect(send(16)).rejects.toMatchObject({
        faultName: 'database-unavailable',
        detail: 'The intent took too long to commit; nothing was sent.',
      });
      expect(await gateway.sandbox.requests('/v1')).toEqual([]);
      expect(await effectRows(gateway.database)).toEqual([
        expect.objectContaining({ state: 'FAILED', is_open: false }),
      ]);
      expect((await auditTrail(gateway.database)).slice(-2)).toEqual(['INTENT', 'FAILED']);
    });
  });

  it('is removed thirty days after its end, and stays in the audit log', async () => {
    const given = new Given(gateway);
    await given.customer();
    await fault({ kind: 'reset' });
    await api.create().expect(502);
    const before = (await auditTrail(gateway.database)).length;
    await gateway.database.query(
      "UPDATE portico.vendor_effects SET intent_id = ('0190' || substr(intent_id::text, 5))::uuid",
    );
    await part<Retention>(Retention).round();
    expect(await effectRows(gateway.database)).toEqual([expect.objectContaining({ state: 'UNKNOWN', is_open: true })]);
    await given.customer();
    await part<Retention>(Retention).round();
    expect(await effectRows(gateway.database)).toHaveLength(2);
    expect(await auditTrail(gateway.database)).toHaveLength(before + 2);
  });
});
