import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { ReplicatedPostgres } from '../support/replicated-postgres';

/** The base of the failover tests: the pair behaves as PostgreSQL's documentation says (26.2.8). */
describe('a replicated pair', () => {
  let pair: ReplicatedPostgres;
  let client: Client;
  let notices: (string | undefined)[];
  beforeAll(async () => {
    pair = await ReplicatedPostgres.start();
    await pair.query('CREATE TABLE kept (n integer)');
  }, 60_000);
  afterAll(() => pair.close());
  beforeEach(async () => {
    notices = [];
    client = new Client({
      connectionString: Object.assign(new URL(pair.database.url), { port: pair.proxy.port }).href,
    });
    client.on('error', () => undefined).on('notice', ({ code }) => notices.push(code));
    await client.connect();
  });
  afterEach(() => client.end());

  const kept = async (): Promise<number[]> =>
    (await pair.query<{ n: number }>('SELECT n FROM kept ORDER BY n')).map(({ n }) => n);

  it('loses with its primary only commits that the standby has not confirmed, however the wait ended', async () => {
    await client.query('INSERT INTO kept VALUES (1)');
    await pair.freeze('walsender');
    const cancelled = client.query('INSERT INTO kept VALUES (2)');
    await eventually(
      () => pair.waits(),
      (pids) => pids.length === 1,
    );
    expect(await pair.endWaits('cancel')).toBe(1);
    await cancelled;
    expect(notices).toEqual(['01000']);
    const terminated = client.query('INSERT INTO kept VALUES (3)').then(
      () => 'a success',
      (error: Error) => error.message,
    );
    await eventually(
      () => pair.waits(),
      (pids) => pids.length === 1,
    );
    await pair.endWaits('terminate');
    expect(await terminated).toMatch(/terminated/);
    expect(await kept()).toEqual([1, 2, 3]);
    await pair.killPrimary();
    await pair.promote();
    expect(await kept()).toEqual([1]);
  });

  it('is led by the former standby, at the same address, and accepts a new standby', async () => {
    await client.query('INSERT INTO kept VALUES (4)');
    await pair.addStandby();
    await client.query('INSERT INTO kept VALUES (5)');
    expect((await pair.queryStandby<{ n: number }>('SELECT n FROM kept ORDER BY n')).map(({ n }) => n)).toEqual([
      1, 4, 5,
    ]);
  });

  it('waits while the standby is cut off or frozen, and continues with it', async () => {
    pair.replication.set('cut');
    const waiting = client.query('INSERT INTO kept VALUES (6)');
    await eventually(
      () => pair.waits(),
      (pids) => pids.length === 1,
    );
    pair.replication.set('open');
    await waiting;
    await pair.freeze('walreceiver');
    const frozen = client.query('INSERT INTO kept VALUES (7)');
    await eventually(
      () => pair.waits(),
      (pids) => pids.length === 1,
    );
    await pair.unfreeze('walreceiver');
    await frozen;
    expect([await kept(), notices]).toEqual([[1, 4, 5, 6, 7], []]);
  });

  it('keeps everything over a clean stop and a restart of the primary', async () => {
    await pair.stopPrimary();
    await pair.startPrimaryAgain();
    expect(await kept()).toEqual([1, 4, 5, 6, 7]);
  });
});
