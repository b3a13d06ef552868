import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { eventually } from '../support/eventually';
import { Given, newCustomer } from '../support/given';
import { startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';

/** Milliseconds within which every request is answered, whatever the database does. */
const DEADLINE_MS = 8_000;

describe('while the database is unreachable, no vendor is called', () => {
  let proxy: TcpProxy;
  let database: TestDatabase;
  let gateway: RunningGateway;
  let given: Given;
  let customerId: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startTcpProxy(Number(new URL(database.url).port));
    gateway = await startGateway({ database: { ...database, appUrl: through(database.appUrl, proxy) } });
    given = new Given(gateway);
    customerId = (await given.customer()).customer_id;
  });
  afterAll(async () => {
    proxy.set('open');
    await gateway.close();
    await proxy.close();
    await database.drop();
  });
  afterEach(() => proxy.set('open'));

  const readiness = async (): Promise<number> => (await request(gateway.url).get('/health/ready')).status;

  it('metrics leave out figures that cannot be read, and count the failure', async () => {
    const samples = async (): Promise<Map<string, number>> => {
      const { text } = await request(gateway.url).get('/metrics').expect(200);
      return new Map(
        text
          .split('\n')
          .filter((line) => /^portico_\w+ /.test(line))
          .map((line) => line.split(' ') as [string, string])
          .map(([name, value]) => [name, Number(value)]),
      );
    };
    const before = await eventually(samples, (found) => found.has('portico_audit_lag_seconds'));
    proxy.set('cut');
    const during = await eventually(samples, (found) => !found.has('portico_audit_lag_seconds'));
    const gone = [...before.keys()].filter((name) => !during.has(name));
    expect(gone).toEqual(
      expect.arrayContaining([
        'portico_audit_lag_seconds',
        'portico_event_deliveries_waiting',
        'portico_event_deliveries_dead',
      ]),
    );
    const failed = (text: string): string[] =>
      gone.filter((name) =>
        new RegExp(
          `^portico_instrument_failures_total\\{instrument="${name.replace('portico_', '')}"\\} [1-9]`,
          'm',
        ).test(text),
      );
    await eventually(
      async () => failed((await request(gateway.url).get('/metrics').expect(200)).text),
      (found) => found.length === gone.length,
    );
    proxy.set('open');
    await eventually(samples, (found) => gone.every((name) => found.has(name)));
  });

  it.each(['cut', 'silent'] as const)(
    'answers 503 within its deadline behind a %s proxy, and works again afterwards without a restart',
    async (state) => {
      const before = (await gateway.sandbox.requests('/v1/')).length;
      proxy.set(state);
      const begun = performance.now();
      const answers = await Promise.all([
        request(gateway.url)
          .post('/v1/customers/onboarding/grants')
          .set('Authorization', DEMO)
          .send({ customer_id: customerId }),
        request(gateway.url)
          .post('/v1/customers/hosted')
          .set('Authorization', DEMO)
          .set('Idempotency-Key', randomUUID())
          .send(newCustomer()),
        request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO),
      ]);
      expect(performance.now() - begun).toBeLessThan(DEADLINE_MS);
      for (const { status, body, headers } of answers) {
        expect({ status, type: body.type, retryable: body.retryable }).toEqual({
          status: 503,
          type: '/errors#database-unavailable',
          retryable: true,
        });
        expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
      }
      await request(gateway.url).get('/health/live').expect(200);
      await eventually(readiness, (status) => status === 503);
      expect(await gateway.sandbox.requests('/v1/')).toHaveLength(before);

      proxy.set('open');
      await eventually(readiness, (status) => status === 200);
      await given.grant(customerId);
    },
  );
});
