import { randomUUID } from 'node:crypto';
import { type RunningGateway, startGateway } from '../support/gateway';
import { CANARY, Given, newCustomer } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';

describe('POST /v1/customers/hosted', () => {
  let gateway: RunningGateway;
  let api: OnboardingApi;
  beforeAll(async () => {
    gateway = await startGateway();
    api = new OnboardingApi(gateway.url, 'hosted');
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const held = async (count: number): Promise<void> => {
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held !== count);
  };
  const calls = async (): Promise<number> => (await gateway.sandbox.requests('/v1')).length;
  const revoke = (table: string): Promise<unknown> =>
    gateway.database.query(`REVOKE INSERT ON portico.${table} FROM portico_app`);
  const grant = (table: string): Promise<unknown> =>
    gateway.database.query(`GRANT INSERT ON portico.${table} TO portico_app`);

  it('stores no personal data in clear, neither in a column, nor in the audit log, nor in a log line', async () => {
    const customer = newCustomer();
    const { body } = await api.create(customer).expect(201);
    await api.create(customer).expect(400);
    const tables = ['audit_entries', 'customers', 'onboarding_grants', 'idempotency_keys', 'subject_keys'];
    const dumps = await Promise.all(
      tables.map((table) =>
        gateway.database.query<{ text: string }>(`SELECT t::text AS text FROM portico.${table} AS t`),
      ),
    );
    const leaves = await gateway.database.query<{ text: string }>(
      "SELECT convert_from(leaf, 'UTF8') AS text FROM portico.audit_entries",
    );
    const kept = [...dumps.flat(), ...leaves].map(({ text }) => text).join('\n') + gateway.logged();
    expect(kept).toContain(body.customer_id);
    for (const personal of [CANARY, Buffer.from(CANARY).toString('hex'), 'Zo\u00eb', 'Acme Robotics'])
      expect(kept.includes(personal)).toBe(false);
  });

  it('masks the address in the intent', async () => {
    const { headers } = await api.create().expect(201);
    const [intent] = await gateway.database.query<{ detail: object }>(
      "SELECT detail FROM portico.audit_entries WHERE request_id = $1 AND phase = 'INTENT'",
      [headers['x-request-id']],
    );
    expect(intent!.detail).toEqual({ customer_type: 'BUSINESS', idempotency_key: expect.any(String) });
  });

  it("returns the vendor's values when the vendor spells the status in another way", async () => {
    const now = '2026-01-15T09:30:00.5Z';
    const body = JSON.stringify({
      customer_id: `c-${randomUUID()}`,
      email: 'x@y.example',
      customer_type: 'Business',
      status: 'Init',
      created_at: now,
      updated_at: now,
      surprise: { nested: true },
    });
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'body', status: 200, body, times: 1 });
    const { body: answer } = await api.create().expect(201);
    const { surprise, ...known } = JSON.parse(body) as Record<string, unknown>;
    expect(surprise).toBeDefined();
    expect(answer).toMatchObject({ ...known, customer_type: 'BUSINESS', status: 'INIT' });
    expect(answer).not.toHaveProperty('surprise');
  });

  describe('while the database cannot commit', () => {
    it('an intent, it is 503 with Retry-After and the vendor is not called', async () => {
      const [key, customer, before] = [randomUUID(), newCustomer(), await calls()];
      await revoke('audit_entries');
      const { body, headers } = await api.create(customer, key).expect(503);
      await grant('audit_entries');
      expect(body).toMatchObject({
        type: '/errors#database-unavailable',
        code: 'Service_Unavailable',
        retryable: true,
      });
      expect([headers['retry-after'], await calls()]).toEqual(['1', before]);
      await api.create(customer, key).expect(201);
    });

    it('an outcome, it is no success, and the same key returns the one customer', async () => {
      const [key, customer] = [randomUUID(), newCustomer()];
      await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'hold', when: 'after', times: 1 });
      const first = api.create(customer, key).then((answer) => answer);
      await held(1);
      await revoke('customers');
      await gateway.sandbox.control('/_sandbox/faults/release', undefined, 'POST');
      expect((await first).status).toBe(503);
      await grant('customers');
      const open = await gateway.database.query(
        'SELECT state, response_sealed FROM portico.idempotency_keys WHERE idempotency_key = $1',
        [key],
      );
      expect(open).toEqual([{ state: 'IN_FLIGHT', response_sealed: null }]);
      await api.create(customer, key).expect(409);
      await gateway.database.query(
        "UPDATE portico.idempotency_keys SET lease_expires_at = now() - interval '1 second' WHERE idempotency_key = $1",
        [key],
      );
      const again = await api.create(customer, key).expect(201);
      expect(await gateway.sandbox.effects('customer.created')).toContainEqual(
        expect.objectContaining({ subject: again.body.customer_id }),
      );
      const kept = await gateway.database.query(
        'SELECT customer_id FROM portico.customers WHERE idempotency_key = $1',
        [key],
      );
      expect(kept).toEqual([{ customer_id: again.body.customer_id }]);
    });

    it('survives the loss of every connection', async () => {
      await api.create().expect(201);
      await gateway.database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = ' +
          "'portico_app'",
      );
      const answers = await Promise.all(Array.from({ length: 4 }, () => api.create()));
      expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true);
      await api.create().expect(201);
    });
  });

  it('holds no database connection during the vendor call', async () => {
    const small = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { DATABASE_POOL_SIZE: '2' },
    });
    const many = 12;
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', kind: 'hold', times: many });
    const answers = Array.from({ length: many }, () =>
      new OnboardingApi(small.url, 'hosted').create().then((answer) => answer),
    );
    await held(many);
    const { customer_id } = await new Given(gateway).customer();
    await new OnboardingApi(small.url, 'hosted').listGrants(customer_id).expect(200);
    await gateway.sandbox.control('/_sandbox/faults/release', undefined, 'POST');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array.from({ length: many }, () => 201));
    await small.close();
  });

  it('sends bearer credentials and the older paths where these are configured', async () => {
    const bearer = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { ONE_MONEY_AUTH: 'bearer', ONE_MONEY_CUSTOMER_TYPE: 'Business' },
    });
    const { body } = await new OnboardingApi(bearer.url, 'hosted').create().expect(201);
    expect(body.customer_type).toBe('BUSINESS');
    const { requests } = await gateway.sandbox.control<{ requests: { body: object; signature: object }[] }>(
      '/_sandbox/requests?vendor=1money&limit=1',
    );
    expect(requests[0]).toMatchObject({ body: { customer_type: 'Business' }, signature: { verdict: 'genuine' } });
    await bearer.close();
  });
});
