import { randomUUID } from 'node:crypto';
import net from 'node:net';
import request from 'supertest';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';

const REPEATS = { VENDOR_RETRIES: '1', VENDOR_BREAKER: 'on' };

describe('calls to a vendor that fails once, as the vendor receives them', () => {
  let gateway: RunningGateway;
  let given: Given;
  let customerId: string;
  beforeAll(async () => {
    gateway = await startGateway({ environment: REPEATS });
    given = new Given(gateway);
    customerId = (await given.customer()).customer_id;
    for (let earned = 0; earned < 60; earned++) await read();
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));

  const read = (): request.Test =>
    request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO);
  const grant = (): request.Test =>
    request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId });
  const create = (): request.Test =>
    request(gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', randomUUID())
      .send(newCustomer());
  const stumble = (fault: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', times: 1, ...fault });
  const callsDuring = async (
    work: () => PromiseLike<unknown>,
  ): Promise<{ method: string; idempotency_key: string | null }[]> => {
    const before = (await gateway.sandbox.requests('/v1/')).length;
    await work();
    return (await gateway.sandbox.requests('/v1/')).slice(before);
  };

  it('a read is retried, and the consumer gets its answer', async () => {
    await stumble({ kind: 'reset' });
    const calls = await callsDuring(() => read().expect(200));
    expect(calls).toHaveLength(2);
  });

  it('a creation is retried with the same key, and there is one customer and one INTENT', async () => {
    const [created, intents] = [(await gateway.sandbox.effects('customer.created')).length, await countIntents()];
    await stumble({ kind: 'reset', when: 'after' });
    const calls = await callsDuring(() => create().expect(201));
    expect(calls).toHaveLength(2);
    expect(calls[0]!.idempotency_key).toBe(calls[1]!.idempotency_key);
    expect(await gateway.sandbox.effects('customer.created')).toHaveLength(created + 1);
    expect(await countIntents()).toBe(intents + 1);
  });

  it.each([
    { kind: 'reset' },
    { kind: 'reset', when: 'after' },
    { kind: 'status', status: 503 },
    { kind: 'rate-limit', retry_after_seconds: 1 },
  ])('a grant is never retried: %j', async (fault) => {
    await stumble(fault);
    const calls = await callsDuring(async () => expect((await grant()).status).toBeGreaterThanOrEqual(500));
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it("the vendor's Retry-After is passed on", async () => {
    await stumble({ kind: 'rate-limit', retry_after_seconds: 17 });
    expect((await grant().expect(503)).headers['retry-after']).toBe('17');
  });

  it("Prefer: wait ends the call at the caller's deadline", async () => {
    await stumble({ kind: 'hold' });
    const begun = performance.now();
    const answer = await read().set('Prefer', 'respond-async, wait=1');
    expect({ status: answer.status, type: answer.body.type }).toEqual({ status: 504, type: '/errors#vendor-timeout' });
    expect(performance.now() - begun).toBeLessThan(5_000);
    await gateway.sandbox.control('/_sandbox/faults/release', {});
  });

  it('nothing is committed or sent for a call that the bulkhead would refuse', async () => {
    const narrow = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_CONCURRENCY: '1', VENDOR_QUEUE: '0' },
    });
    await stumble({ kind: 'hold' });
    const first = request(narrow.url)
      .get(`/v1/customers/hosted/${customerId}`)
      .set('Authorization', DEMO)
      .then((answer) => answer.status);
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const intents = await countIntents();
    const calls = await callsDuring(async () => {
      const { body, headers } = await request(narrow.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', DEMO)
        .send({ customer_id: customerId })
        .expect(503);
      expect(body.type).toBe('/errors#vendor-saturated');
      expect(headers['retry-after']).toBe('1');
    });
    expect(calls).toEqual([]);
    expect(await countIntents()).toBe(intents);
    await gateway.sandbox.control('/_sandbox/faults/release', {});
    expect(await first).toBe(200);
    await narrow.close();
  });

  it('a read whose caller disconnects while it is queued is not sent', async () => {
    const narrow = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_CONCURRENCY: '1', VENDOR_QUEUE: '8' },
    });
    await stumble({ kind: 'hold' });
    const first = request(narrow.url)
      .get(`/v1/customers/hosted/${customerId}`)
      .set('Authorization', DEMO)
      .then((answer) => answer.status);
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const calls = await callsDuring(async () => {
      const { port } = new URL(narrow.url);
      const impatient = net.connect(Number(port), 'localhost');
      // With a deadline of its own it does not share the answer of the first.
      impatient.write(
        [
          `GET /v1/customers/hosted/${customerId} HTTP/1.1`,
          'Host: x',
          `Authorization: ${DEMO}`,
          'Prefer: wait=30',
          '\r\n',
        ].join('\r\n'),
      );
      while (
        !/vendor_bulkhead_queued\{vendor="one-money",account="default"\} 1/.test(
          (await request(narrow.url).get('/metrics')).text,
        )
      );
      impatient.destroy();
      while (!/portico_http_requests_in_flight 1\n/.test((await request(narrow.url).get('/metrics')).text));
      await gateway.sandbox.control('/_sandbox/faults/release', {});
      expect(await first).toBe(200);
      while (
        !/vendor_bulkhead_active\{vendor="one-money",account="default"\} 0/.test(
          (await request(narrow.url).get('/metrics')).text,
        )
      );
    });
    expect(calls).toEqual([]);
    await narrow.close();
  });

  async function countIntents(): Promise<number> {
    const [row] = await gateway.database.query<{ count: string }>(
      "SELECT count(*) FROM portico.audit_entries WHERE phase = 'INTENT'",
    );
    return Number(row!.count);
  }
});
