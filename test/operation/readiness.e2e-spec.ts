import request from 'supertest';
import { FINDINGS_MS } from '../../src/operation/health.controller';
import { eventually } from '../support/eventually';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type RunningGateway, startGateway } from '../support/gateway';
import { startTcpProxy, through } from '../support/tcp-proxy';
import { Given } from '../support/given';

describe('readiness', () => {
  let database: TestDatabase;
  let gateway: RunningGateway;
  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({
      database,
      environment: { SEQUENCER_DATABASE_URL: 'postgres://absent@localhost:1/nothing' },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  interface Readiness {
    readonly status: number;
    readonly body: { status: string; parts: Record<string, string>; reasons?: Record<string, string> };
  }
  const ready = async (): Promise<Readiness> => request(gateway.url).get('/health/ready');
  /** Results of the parts are kept for one second. */
  const readyAs = (status: string): Promise<Readiness> => eventually(ready, ({ body }) => body.status === status);

  it('is degraded, with the delay, while no replica seals the log: requests are still served', async () => {
    await new Given(gateway).customer();
    expect((await ready()).body).toMatchObject({ status: 'ok', parts: { 'audit-proofs': 'ok' } });
    await database.query("UPDATE portico.audit_unsequenced SET queued_at = now() - interval '5 minutes'");
    const { status, body } = await readyAs('degraded');
    expect([status, body.status, body.parts['audit-proofs']]).toEqual([200, 'degraded', 'degraded']);
    expect(body.reasons).toEqual({
      'audit-proofs': expect.stringMatching(/^the oldest audit entry has waited 30\d s to be sealed$/),
    });
    await new Given(gateway).customer();
  });

  it('is unavailable while a migration that the build needs has not run', async () => {
    const [row] = await database.query<{ id: number; timestamp: string; name: string }>(
      'DELETE FROM portico.migrations WHERE id = (SELECT max(id) FROM portico.migrations) RETURNING *',
    );
    const missing = await readyAs('unavailable');
    await database.query('INSERT INTO portico.migrations (id, timestamp, name) VALUES ($1, $2, $3)', [
      row!.id,
      row!.timestamp,
      row!.name,
    ]);
    expect([missing.status, missing.body.status, missing.body.parts.migrations]).toEqual([
      503,
      'unavailable',
      'unavailable',
    ]);
    expect((await readyAs('degraded')).status).toBe(200);
  });

  it('names the parts that do not answer, in its first response, while the database is silent', async () => {
    const proxy = await startTcpProxy(Number(new URL(database.url).port));
    const behind = await startGateway({ database: { ...database, appUrl: through(database.appUrl, proxy) } });
    expect((await request(behind.url).get('/health/ready')).status).toBe(200);
    proxy.set('silent');
    // Earlier results are reused until then.
    await new Promise((done) => setTimeout(done, FINDINGS_MS));
    const asked = performance.now();
    const { status, body } = (await request(behind.url).get('/health/ready')) as Readiness;
    const seconds = (performance.now() - asked) / 1000;
    proxy.set('open');
    await behind.close();
    await proxy.close();
    expect([status, Object.keys(body.reasons!).toSorted()]).toEqual([
      503,
      Object.keys(body.parts)
        .filter((part) => body.parts[part] === 'unavailable')
        .toSorted(),
    ]);
    expect(Object.keys(body.reasons!)).toContain('database');
    expect(seconds).toBeLessThan(3);
  }, 60_000);
});
