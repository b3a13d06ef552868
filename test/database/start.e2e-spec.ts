import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';

type Line = { msg: string; cause?: string; reason?: string; repeated?: number; status?: number };
const linesOf = (gateway: RunningGateway): Line[] =>
  gateway
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

describe('a gateway whose database is unreachable', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let away: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await startTcpProxy(Number(new URL(database.url).port));
    away = {
      ...database,
      appUrl: through(database.appUrl, proxy),
      sequencerUrl: through(database.sequencerUrl, proxy),
    };
  });
  afterEach(async () => {
    await proxy.close();
    await database.drop();
  });

  const ready = async (
    gateway: RunningGateway,
  ): Promise<{ status: number; body: { parts: Record<string, string>; reasons?: Record<string, string> } }> =>
    request(gateway.url).get('/health/ready');

  it.each(['cut', 'silent'] as const)('starts (%s), reports it, and becomes ready without a restart', async (state) => {
    proxy.set(state);
    const gateway = await startGateway({ database: away });
    const { status, body } = await ready(gateway);
    expect([status, body.parts.database, body.reasons?.database]).toEqual([503, 'unavailable', expect.any(String)]);
    await request(gateway.url).get('/health/live').expect(200);

    proxy.set('open');
    await eventually(
      async () => (await ready(gateway)).status,
      (found) => found === 200,
    );
    const given = new Given(gateway);
    await given.grant((await given.customer()).customer_id);
    await eventually(
      async () => database.query('SELECT FROM portico.audit_unsequenced'),
      (rows) => rows.length === 0,
    );
    expect(linesOf(gateway).map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([
        'the database or its schema is not there: the gateway starts and waits for it',
        'the database is there',
      ]),
    );
    await gateway.close();
  });

  it('logs the begin and the end of an outage, and the number of failed requests, with the cause', async () => {
    const gateway = await startGateway({ database: away });
    await eventually(
      async () => (await ready(gateway)).status,
      (found) => found === 200,
    );
    proxy.set('cut');
    const ask = async (): Promise<number> =>
      (
        await request(gateway.url)
          .get('/v1/customers/hosted/0b9f2c5e-8f43-4c6e-9d6a-2f8f1f0c9a11')
          .set('Authorization', DEMO)
      ).status;
    for (let batch = 0; batch < 4; batch += 1)
      expect(new Set(await Promise.all(Array.from({ length: 15 }, ask)))).toEqual(new Set([503]));
    await eventually(
      async () => (await ready(gateway)).status,
      (found) => found === 503,
    );
    proxy.set('open');
    await eventually(
      async () => (await ready(gateway)).status,
      (found) => found === 200,
    );

    const sum = (): number =>
      linesOf(gateway)
        .filter(({ msg }) => msg === 'request failed')
        .reduce((count, { repeated = 1 }) => count + repeated, 0);
    await eventually(
      async () => sum(),
      (count) => count >= 60,
    );
    const failed = linesOf(gateway).filter(({ msg }) => msg === 'request failed');
    const told = new Set(failed.map(({ cause }) => cause!));
    expect(failed.length).toBeLessThanOrEqual(2 * told.size);
    expect(sum()).toBe(60);
    for (const cause of told) expect(cause).toMatch(/ECONN|Connection terminated|timeout/);
    const changes = linesOf(gateway).filter(({ msg }) => msg.startsWith('the database can'));
    expect(changes.map(({ msg }) => msg)).toEqual(['the database cannot be used', 'the database can be used again']);
    await gateway.close();
  });

  it('uses the one of several servers that accepts writes', async () => {
    const other = await startTcpProxy(Number(new URL(database.url).port));
    const both = (url: string): string => url.replace(/@[^/]+/, `@127.0.0.1:${proxy.port},127.0.0.1:${other.port}`);
    proxy.set('cut');
    const gateway = await startGateway({
      database: {
        ...database,
        appUrl: both(database.appUrl),
        sequencerUrl: `${both(database.sequencerUrl)}?target_session_attrs=read-write`,
      },
    });
    const given = new Given(gateway);
    const { customer_id: id } = await given.customer();
    expect(other.connected).toBeGreaterThan(0);

    proxy.set('open');
    other.set('cut');
    await eventually(
      async () => (await ready(gateway)).status,
      (found) => found === 200,
    );
    await given.grant(id);
    expect(proxy.connected).toBeGreaterThan(0);
    await gateway.close();
    await other.close();
  });
});
