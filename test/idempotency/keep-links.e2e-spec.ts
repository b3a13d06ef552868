import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Retention } from '../../src/retention/retention';
import { auditTrail } from '../support/effects';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';

interface KeptRow {
  readonly state: string;
  readonly is_erased: boolean;
}

describe('an Idempotency-Key with a one-time link', () => {
  let gateway: RunningGateway;
  let api: OnboardingApi;
  let given: Given;
  let customerId: string;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new OnboardingApi(gateway.url, 'hosted'), new Given(gateway)];
  });
  beforeEach(async () => {
    await gateway.sandbox.control('/_sandbox/reset', undefined, 'POST');
    customerId = (await given.customer()).customer_id;
  });
  afterAll(() => gateway.close());

  const grant = (key: string, rest: object = {}, customer = customerId): request.Test =>
    api.grant(customer, rest).set('Idempotency-Key', key);
  const links = async (): Promise<number> => (await gateway.sandbox.effects('grant.created')).length;
  const fault = (rest: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', times: 1, ...rest });
  const kept = async (key: string): Promise<KeptRow[]> =>
    gateway.database.query<KeptRow>(
      'SELECT state, response_sealed IS NULL AS is_erased FROM portico.idempotency_keys WHERE idempotency_key = $1',
      [key],
    );
  const age = (key: string, column: 'expires_at' | 'created_at', interval: string): Promise<object[]> =>
    gateway.database.query(
      `UPDATE portico.idempotency_keys SET ${column} = now() - $2::interval WHERE idempotency_key = $1`,
      [key, interval],
    );
  const purge = (): Promise<void> => gateway.app.get(Retention, { strict: false }).round();

  it('returns the same bytes, and 1Money is called once', async () => {
    const key = randomUUID();
    const first = await grant(key, { locale: 'de' }).expect(201);
    const second = await grant(key, { locale: 'de' }).expect(201);
    expect([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect([second.text, second.headers['content-type'], await links()]).toEqual([
      first.text,
      first.headers['content-type'],
      1,
    ]);
  });

  it('is optional: without a key each request makes a link', async () => {
    const [first, second] = [await api.grant(customerId).expect(201), await api.grant(customerId).expect(201)];
    expect([first.body.grant_token === second.body.grant_token, await links()]).toEqual([false, 2]);
  });

  it('must be a UUID', async () => {
    const { body } = await grant('mine').expect(400);
    expect(body.errors).toEqual([
      { pointer: 'header/Idempotency-Key', code: 'wrong_format', detail: 'must be a UUID' },
    ]);
    expect(await links()).toBe(0);
  });

  it('is the same key on both families of paths', async () => {
    const key = randomUUID();
    const first = await grant(key).expect(201);
    const second = await new OnboardingApi(gateway.url, 'lightweight')
      .grant(customerId)
      .set('Idempotency-Key', key)
      .expect(201);
    expect([second.text, await links()]).toEqual([first.text, 1]);
  });

  it('is refused with another body, with another customer, and while it is in flight', async () => {
    const key = randomUUID();
    await fault({ kind: 'hold' });
    const first = grant(key, { locale: 'de' }).then(({ status }) => status);
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const inFlight = await grant(key, { locale: 'de' }).expect(409);
    expect(inFlight.body.type).toBe('/errors#key-in-flight');
    // Less than the whole lease: the first request is likely to end soon.
    expect(Number(inFlight.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(inFlight.headers['retry-after'])).toBeLessThan(20);
    await grant(key, { locale: 'fr' }).expect(422);
    await gateway.sandbox.control('/_sandbox/faults/release', {});
    expect(await first).toBe(201);
    await grant(key, { locale: 'fr' }).expect(422);
    await grant(key, { locale: 'de' }, (await given.customer()).customer_id).expect(422);
    expect(await links()).toBe(1);
  });

  it('belongs to its consumer and its operation', async () => {
    const key = randomUUID();
    const theirs = await given.customer({ authorization: OTHER });
    const mine = await grant(key).expect(201);
    const other = await api.as(OTHER).grant(theirs.customer_id).set('Idempotency-Key', key).expect(201);
    expect(other.body.grant_token).not.toBe(mine.body.grant_token);
    await api.create(newCustomer(), key).expect(201);
  });

  it('is answered also when the status has changed since; a new key is refused', async () => {
    const key = randomUUID();
    const first = await grant(key).expect(201);
    await given.status(customerId, 'APPROVED');
    await api.read(customerId).expect(200);
    expect((await grant(key).expect(201)).text).toBe(first.text);
    await grant(randomUUID()).expect(409);
  });

  it('its link is stored sealed', async () => {
    const key = randomUUID();
    const { body } = await grant(key).expect(201);
    const rows = await gateway.database.query<{ text: string }>(
      'SELECT k::text AS text FROM portico.idempotency_keys AS k WHERE idempotency_key = $1',
      [key],
    );
    expect(rows).toHaveLength(1);
    for (const secret of [String(body.grant_token), Buffer.from(String(body.grant_token)).toString('hex')])
      expect(rows[0]!.text.includes(secret)).toBe(false);
  });

  it('is answered 410 with the next action once its link has expired by the clock of the database', async () => {
    const key = randomUUID();
    await grant(key).expect(201);
    await age(key, 'expires_at', '0');
    const { body, text } = await grant(key).expect(410);
    expect(body).toMatchObject({
      type: '/errors#replay-expired',
      code: 'Gone',
      retryable: false,
      next_action: 'Send the request again with a fresh Idempotency-Key to get a new link.',
    });
    expect(text).not.toContain('og_');
    await grant(randomUUID()).expect(201);
  });

  it('its link is removed some time after it expired, not before', async () => {
    const [dead, alive] = [randomUUID(), randomUUID()];
    await grant(dead).expect(201);
    await grant(alive).expect(201);
    await age(dead, 'expires_at', '1 second');
    await purge();
    expect([await kept(dead), await kept(alive)]).toEqual([
      [{ state: 'DONE', is_erased: true }],
      [{ state: 'DONE', is_erased: false }],
    ]);
    await grant(dead).expect(410);
    await grant(alive).expect(201);
  });

  it('is used up when the answer was lost: 1Money is never called twice', async () => {
    const key = randomUUID();
    await fault({ kind: 'reset', when: 'after' });
    await grant(key).expect(502);
    const { body } = await grant(key).expect(410);
    expect(body).toMatchObject({
      type: '/errors#answer-lost',
      next_action: 'Send the request again with a fresh Idempotency-Key.',
    });
    await grant(key, { locale: 'de' }).expect(422);
    expect(await links()).toBe(1);
    await grant(randomUUID()).expect(201);
  });

  it('is used up when its holder died, after the lease', async () => {
    const key = randomUUID();
    await grant(key).expect(201);
    await gateway.database.query(
      "UPDATE portico.idempotency_keys SET state = 'IN_FLIGHT', response_sealed = NULL WHERE idempotency_key = $1",
      [key],
    );
    await grant(key).expect(409);
    await gateway.database.query(
      "UPDATE portico.idempotency_keys SET lease_expires_at = now() - interval '1 second' WHERE idempotency_key = $1",
      [key],
    );
    expect((await grant(key).expect(410)).body.type).toBe('/errors#answer-lost');
    expect(await links()).toBe(1);
  });

  it.each([
    ['refused', { kind: 'status', status: 400 }, 400],
    ['limited', { kind: 'rate-limit' }, 503],
  ])('is free again when the request was %s', async (_how, what, status) => {
    const key = randomUUID();
    await fault(what);
    await grant(key, { locale: 'de' }).expect(status);
    await grant(key, { locale: 'fr' }).expect(201);
    expect(await links()).toBe(1);
  });

  it('is in the audit log with its link', async () => {
    const key = randomUUID();
    await grant(key).expect(201);
    const rows = await gateway.database.query(
      "SELECT FROM portico.audit_entries WHERE phase = 'INTENT' AND action = 'onboarding.grant.create' AND " +
        "detail ->> 'idempotency_key' = $1",
      [key],
    );
    expect(rows).toHaveLength(1);
  });

  describe('is removed after thirty days', () => {
    it('and is then free', async () => {
      const key = randomUUID();
      const first = await grant(key).expect(201);
      await age(key, 'created_at', '29 days');
      await purge();
      expect(await kept(key)).toHaveLength(1);
      await age(key, 'created_at', '31 days');
      await purge();
      expect(await kept(key)).toEqual([]);
      expect((await grant(key, { locale: 'de' }).expect(201)).body.grant_token).not.toBe(first.body.grant_token);
    });

    it("but a customer's key stays: it returns the customer", async () => {
      const [key, customer] = [randomUUID(), newCustomer()];
      await api.create(customer, key).expect(201);
      await age(key, 'created_at', '31 days');
      await purge();
      const before = await auditTrail(gateway.database);
      const calls = (await gateway.sandbox.requests('/v1')).length;
      const { body } = await api.create(customer, key).expect(410);
      expect(body).toMatchObject({
        type: '/errors#replay-expired',
        next_action: `Read the customer with GET /v1/customers/hosted?idempotency_key=${key}.`,
      });
      expect([
        await auditTrail(gateway.database),
        await kept(key),
        (await gateway.sandbox.requests('/v1')).length,
      ]).toEqual([before, [], calls]);
      const next = await request(gateway.url)
        .get(String(body.next_action).match(/\/v1\S+(?=\.$)/)![0])
        .set('Authorization', DEMO)
        .expect(200);
      expect(next.body.email).toBe(customer.email);
    });
  });
});
