import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { passLeases } from '../support/effects';
import { DEMO } from '../support/gateway';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process';
import { newCustomer } from '../support/given';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

describe('a gateway that is killed between request and response of a vendor call', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: GatewayProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
    sandbox = await startSandbox();
    gateway = await startGatewayProcess(database.appUrl, sandbox.url);
  });
  afterAll(async () => {
    await gateway.end('SIGTERM');
    await sandbox.close();
    await database.drop();
  });

  const create = (key: string, body: object): request.Test =>
    request(gateway.url).post('/v1/customers/hosted').set('Authorization', DEMO).set('Idempotency-Key', key).send(body);
  const rows = (): Promise<{ phase: string; result: string | null }[]> =>
    database.query('SELECT phase, result FROM portico.audit_entries ORDER BY entry_id');
  /**
   * Sends a request, waits until 1Money holds it, and kills the gateway there. `when`: does 1Money act before or after
   * the gateway is dead?
   */
  async function killInFlight(when: 'before' | 'after', key: string, body: object): Promise<void> {
    await sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'hold', when, times: 1 });
    const lost = create(key, body).then(
      () => 'answered',
      () => 'lost',
    );
    while ((await sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    expect(await gateway.end('SIGKILL')).toBe('SIGKILL');
    expect(await lost).toBe('lost');
    await sandbox.control('/_sandbox/faults/release', {});
    gateway = await startGatewayProcess(database.appUrl, sandbox.url);
  }

  it.each(['before', 'after'] as const)(
    'leaves the INTENT; the same key continues and makes no second customer (1Money acts %s the kill)',
    async (when) => {
      const [key, body] = [randomUUID(), newCustomer()];
      const [audited, created] = [(await rows()).length, (await sandbox.effects('customer.created')).length];
      await killInFlight(when, key, body);
      expect((await rows()).slice(audited)).toEqual([{ phase: 'INTENT', result: null }]);

      const early = await create(key, body).expect(409);
      expect(early.body.type).toBe('/errors#key-in-flight');
      expect(Number(early.headers['retry-after'])).toBeGreaterThan(0);
      await passLeases(database);
      const answer = await create(key, body).expect(201);
      expect(answer.body.email).toBe(body.email);
      expect(await sandbox.effects('customer.created')).toHaveLength(created + 1);
      expect((await rows()).slice(audited).map(({ phase, result }) => result ?? phase)).toEqual([
        'INTENT',
        'INTENT',
        'SUCCEEDED',
      ]);
    },
  );

  it('finds the customer by the key alone, and records the outcome of the open intent', async () => {
    const [key, body] = [randomUUID(), newCustomer()];
    const audited = (await rows()).length;
    await killInFlight('after', key, body);
    await passLeases(database);
    const found = await request(gateway.url)
      .get('/v1/customers/hosted')
      .query({ idempotency_key: key })
      .set('Authorization', DEMO)
      .expect(200);
    expect(found.body.email).toBe(body.email);
    expect((await rows()).slice(audited).map(({ phase, result }) => result ?? phase)).toEqual(['INTENT', 'SUCCEEDED']);
    const replay = await create(key, body).expect(201);
    expect(replay.headers['idempotent-replayed']).toBe('true');
    expect(replay.body.customer_id).toBe(found.body.customer_id);
  });

  it('stops on SIGTERM with exit code 0', async () => {
    expect(await gateway.end('SIGTERM')).toBe(0);
  });
});
