import { spawnSync } from 'node:child_process';
import path from 'node:path';
import request from 'supertest';
import { DataKey } from '../../src/privacy/data-key/data-key';
import { asVersionBefore } from '../support/data-keys';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { DATA_KEY, DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { startTcpProxy, through } from '../support/tcp-proxy';

const ANOTHER = Buffer.alloc(32, 0x77).toString('base64url');
const ID = new DataKey(Buffer.from(DATA_KEY, 'base64url')).id;
const ANOTHER_ID = new DataKey(Buffer.from(ANOTHER, 'base64url')).id;
const refused = (id: string): string =>
  `PORTICO_DATA_KEY is not, and PORTICO_DATA_KEYS does not hold, the key ${id}, under which the data in this ` +
  'database are sealed: add it, or use another database';
const REFUSED = refused(ID);
/** Of a database that does not record the ids of its keys. */
const UNKNOWN =
  'PORTICO_DATA_KEY is not the key under which the data in this database are sealed: use that one, or another database';

describe('the data key at a start', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());
  afterAll(() => sandbox.close());

  const start = async (key: string): Promise<RunningGateway> =>
    startGateway({ database, sandbox, environment: { PORTICO_DATA_KEY: key } });
  const refusalOf = async (key: string): Promise<string> =>
    start(key).then(
      async (gateway) => gateway.close().then(() => 'it started'),
      (error: Error) => error.message,
    );
  const checks = async (): Promise<unknown[]> => database.query('SELECT FROM portico.data_key_check');

  it('must be the one of the first start; otherwise the gateway refuses to start and names the variable', async () => {
    const first = await start(DATA_KEY);
    await new Given(first).customer();
    await first.close();
    expect(await refusalOf(ANOTHER)).toBe(REFUSED);
    const again = await start(DATA_KEY);
    await new Given(again).customer();
    await again.close();
    expect(await checks()).toHaveLength(1);
  });

  it('is compared with stored values in a database that is older than the check', async () => {
    const first = await start(DATA_KEY);
    await new Given(first).customer();
    await first.close();
    await asVersionBefore(database, new DataKey(Buffer.from(DATA_KEY, 'base64url')));
    await database.query('DELETE FROM portico.data_key_check');
    expect(await refusalOf(ANOTHER)).toBe(UNKNOWN);
    expect(await checks()).toEqual([]);
    await (await start(DATA_KEY)).close();
    expect(await checks()).toHaveLength(1);
  });

  it('is one of several that start at the same time: the others are refused', async () => {
    const keys = [DATA_KEY, ANOTHER, DATA_KEY, ANOTHER];
    const said = await Promise.all(keys.map(refusalOf));
    const started = new Set(keys.filter((_key, index) => said[index] === 'it started'));
    expect(started.size).toBe(1);
    expect(said.filter((one) => one === REFUSED || one === refused(ANOTHER_ID))).toHaveLength(2);
    expect(await checks()).toHaveLength(1);
  });

  it('is compared before the first request also where the database was unreachable at the start', async () => {
    await (await start(DATA_KEY)).close();
    const proxy = await startTcpProxy(Number(new URL(database.url).port));
    proxy.set('cut');
    const late = await startGateway({
      database: { ...database, appUrl: through(database.appUrl, proxy) },
      sandbox,
      environment: { PORTICO_DATA_KEY: ANOTHER },
    });
    proxy.set('open');
    await eventually(
      async () => late.logged(),
      (log) => log.includes(REFUSED),
    );
    const answer = await request(late.url)
      .get('/v1/customers/hosted/0b9f2c5e-8f43-4c6e-9d6a-2f8f1f0c9a11')
      .set('Authorization', DEMO);
    expect([answer.status, answer.body.type]).toEqual([503, '/errors#database-unavailable']);
    await request(late.url).get('/health/ready').expect(503);
    await late.close();
    await proxy.close();
  });

  it('is compared by the commands as well', async () => {
    await (await start(DATA_KEY)).close();
    const list = (key: string): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [path.resolve('scripts/consumers.mjs'), 'list'], {
        env: { PATH: process.env.PATH, DATABASE_URL: database.appUrl, PORTICO_DATA_KEY: key },
        encoding: 'utf8',
      });
    expect(list(DATA_KEY)).toMatchObject({ status: 0, stdout: expect.stringContaining('demo-consumer') });
    expect(list(ANOTHER)).toMatchObject({ status: 1, stdout: '', stderr: `${REFUSED}\n` });
  });
});
