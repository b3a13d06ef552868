import { randomUUID } from 'node:crypto';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { OnboardingApi, upstream, worldOf } from '../support/onboarding-api';

interface Entry {
  readonly entry_id: string;
  readonly phase: string;
  readonly result: string | null;
  readonly intent_id: string | null;
  readonly detail: Record<string, unknown>;
}

describe('one key has one effect', () => {
  let gateway: RunningGateway;
  /** The same gateway with a vendor timeout of 300 ms. */
  let hasty: RunningGateway;
  let api: OnboardingApi;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    hasty = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_DEADLINE_MS: '300' },
    });
    api = new OnboardingApi(gateway.url, 'hosted');
    given = new Given(gateway);
  });
  beforeEach(() => gateway.sandbox.control('/_sandbox/reset', undefined, 'POST'));
  afterAll(async () => {
    await hasty.close();
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
  const created = async (): Promise<string[]> =>
    (await gateway.sandbox.effects('customer.created')).map(({ subject }) => subject);
  const calls = async (): Promise<number> => (await gateway.sandbox.requests('/v1')).length;
  const audit = (key: string): Promise<Entry[]> =>
    gateway.database.query<Entry>(
      `SELECT entry_id, phase, result, intent_id, detail FROM portico.audit_entries AS a
       WHERE (SELECT coalesce(i.detail, a.detail) ->> 'idempotency_key' FROM (SELECT a.intent_id) AS x LEFT
         JOIN portico.audit_entries AS i ON i.entry_id = x.intent_id) = $1 ORDER BY entry_id`,
      [key],
    );
  const outcomes = async (key: string): Promise<(string | null)[]> =>
    (await audit(key)).map(({ phase, result }) => (phase === 'INTENT' ? 'INTENT' : result));
  /** Resolves once the vendor holds back so many responses. */
  const held = async (count: number): Promise<void> => {
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held !== count);
  };
  const release = (): Promise<unknown> => gateway.sandbox.control('/_sandbox/faults/release', undefined, 'POST');

  it('the intent is committed before the vendor is called, and the outcome with the customer', async () => {
    const key = randomUUID();
    await fault({ kind: 'hold' });
    const first = api.create(newCustomer(), key).then((answer) => answer);
    await held(1);
    expect(await outcomes(key)).toEqual(['INTENT']);
    expect(await gateway.database.query('SELECT FROM portico.customers WHERE idempotency_key = $1', [key])).toEqual([]);
    await release();
    expect((await first).status).toBe(201);
    const rows = await audit(key);
    expect(rows.map(({ phase, result, intent_id }) => [phase, result, intent_id])).toEqual([
      ['INTENT', null, null],
      ['OUTCOME', 'SUCCEEDED', rows[0]!.entry_id],
    ]);
  });

  it('a key in flight is 409 with Retry-After, and the vendor is called once', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'hold' });
    const first = api.create(customer, key).then((answer) => answer);
    await held(1);
    const second = await api.create(customer, key).expect(409);
    expect(second.body).toMatchObject({ type: '/errors#key-in-flight', code: 'Conflict', retryable: true });
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
    await api.create(newCustomer(), key).expect(422);
    await release();
    const done = await first;
    expect([done.status, (await api.create(customer, key).expect(201)).text]).toEqual([201, done.text]);
    expect(await calls()).toBe(1);
  });

  it('sixteen concurrent requests make one customer', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    const answers = await Promise.all(Array.from({ length: 16 }, () => api.create(customer, key)));
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect([await created(), await calls()]).toEqual([[expect.any(String)], 1]);
  });

  it.each([
    ['the connection is cut', { kind: 'reset' }, 502],
    ['a proxy answers HTML', { kind: 'body', status: 502, body: '<html>', content_type: 'text/html' }, 502],
    ['a proxy answers 503', { kind: 'status', status: 503 }, 503],
    ['the answer is invalid', { kind: 'body', body: '{}' }, 502],
  ])(
    'a response is lost because %s: the outcome is UNKNOWN, and the same key returns the one customer',
    async (_how, what, status) => {
      const [key, customer] = [randomUUID(), newCustomer()];
      await fault({ ...what, when: 'after' });
      const lost = await api.create(customer, key).expect(status);
      expect(lost.body.retryable).toBe(true);
      expect(await outcomes(key)).toEqual(['INTENT', 'UNKNOWN']);
      await api.create(newCustomer(), key).expect(422);
      const again = await api.create(customer, key).expect(201);
      expect(await created()).toEqual([again.body.customer_id]);
      expect(await outcomes(key)).toEqual(['INTENT', 'UNKNOWN', 'INTENT', 'SUCCEEDED']);
      const sent = await gateway.sandbox.requests('/v1');
      expect(new Set(sent.map(({ idempotency_key }) => idempotency_key)).size).toBe(1);
    },
  );

  it('a late response is 504, and a search by key recovers the customer', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'hold', when: 'after' });
    const slow = await new OnboardingApi(hasty.url, 'hosted').create(customer, key).expect(504);
    expect(slow.body).toMatchObject({ type: '/errors#vendor-timeout', code: 'Gateway_Timeout', retryable: true });
    await release();
    const found = await api.find(key).expect(200);
    expect(await created()).toEqual([found.body.customer_id]);
    expect(found.body).toMatchObject({ email: customer.email, status: 'INIT' });
    expect((await audit(key)).map(({ result, detail }) => [result, detail.recovered ?? false])).toEqual([
      [null, false],
      ['UNKNOWN', false],
      ['SUCCEEDED', true],
    ]);
    const again = await api.create(customer, key).expect(201);
    expect([again.body.customer_id, again.headers['idempotent-replayed']]).toEqual([found.body.customer_id, 'true']);
    await api.grant(found.body.customer_id as string).expect(201);
  });

  it('a search by a key that the vendor never got is 404, and leaves the key free', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'reset' });
    await api.create(customer, key).expect(502);
    await api.find(key).expect(404);
    await api.create(customer, key).expect(201);
    expect(await created()).toHaveLength(1);
  });

  it('a refusal frees the key for a corrected body', async () => {
    const key = randomUUID();
    const { email } = await given.customer();
    await api.create({ ...newCustomer(), email }, key).expect(400);
    await api.create(newCustomer(), key).expect(201);
    expect(await outcomes(key)).toEqual(['INTENT', 'REFUSED', 'INTENT', 'SUCCEEDED']);
  });

  it('a rate limit frees the key, and the retry succeeds', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'rate-limit-in-200' });
    await api.create(customer, key).expect(503);
    await api.create(customer, key).expect(201);
    expect(await outcomes(key)).toEqual(['INTENT', 'REFUSED', 'INTENT', 'SUCCEEDED']);
  });

  it('a vendor that answers an old key with 409 is asked for the customer of the key', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'reset', when: 'after' });
    await api.create(customer, key).expect(502);
    await fault({ kind: 'status', status: 409 });
    const again = await api.create(customer, key).expect(201);
    expect(await created()).toEqual([again.body.customer_id]);
    expect((await api.create(customer, key).expect(201)).text).toBe(again.text);
  });

  it('a vendor that answers a key with 409 and has no customer for it remains a conflict', async () => {
    await fault({ kind: 'status', status: 409 });
    const { body } = await api.create().expect(409);
    expect(body).toMatchObject({ type: '/errors#vendor-conflict', code: 'Conflict' });
  });

  it('a key belongs to its consumer: another consumer may use the same', async () => {
    const key = randomUUID();
    const mine = await api.create(newCustomer(), key).expect(201);
    const theirs = await api.as(OTHER).create(newCustomer(), key).expect(201);
    expect(theirs.body.customer_id).not.toBe(mine.body.customer_id);
    expect((await api.find(key).expect(200)).body.customer_id).toBe(mine.body.customer_id);
    expect((await api.as(OTHER).find(key).expect(200)).body.customer_id).toBe(theirs.body.customer_id);
    expect(await created()).toHaveLength(2);
  });

  it('a key is the same on both families of paths', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    const first = await api.create(customer, key).expect(201);
    expect((await new OnboardingApi(gateway.url, 'lightweight').create(customer, key).expect(201)).text).toBe(
      first.text,
    );
  });

  it('a key is taken over from a dead process; if that was only slow, both return the same customer', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await fault({ kind: 'hold' });
    const slow = api.create(customer, key).then((answer) => answer);
    await held(1);
    await gateway.database.query(
      "UPDATE portico.idempotency_keys SET lease_expires_at = now() - interval '1 second' WHERE idempotency_key = $1",
      [key],
    );
    const second = await api.create(customer, key).expect(201);
    await release();
    const first = await slow;
    expect([first.status, first.text]).toEqual([201, second.text]);
    expect(await created()).toHaveLength(1);
  });

  it('the stored answer is sealed, and unreadable after the erasure of its subject', async () => {
    const [key, customer] = [randomUUID(), newCustomer()];
    await api.create(customer, key).expect(201);
    const [kept] = await gateway.database.query<{ response_sealed: Buffer; subject_id: string }>(
      'SELECT response_sealed, subject_id FROM portico.idempotency_keys WHERE idempotency_key = $1',
      [key],
    );
    expect(kept!.response_sealed.includes(customer.email)).toBe(false);
    await gateway.database.query(
      'UPDATE portico.subject_keys SET wrapped_key = NULL, destroyed_at = now() WHERE subject_id = $1',
      [kept!.subject_id],
    );
    await api.create(customer, key).expect(410);
  });
});
