import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { ReplicatedPostgres } from '../support/replicated-postgres';

/** Milliseconds until readiness reports that no commit is possible, or that commits are possible again. */
const WITHIN_MS = 3_000;

/** Whether this account may mount a file system of a few kilobytes (root outside a container without rights). */
const canMount = ((): boolean => {
  const folder = fs.mkdtempSync('/tmp/portico-mount-');
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
  return isMounted;
})();

describe('readiness requires that a commit is possible and confirmed by the standby', () => {
  let pair: ReplicatedPostgres;
  let gateway: RunningGateway;
  beforeAll(async () => {
    pair = await ReplicatedPostgres.start();
    gateway = await startGateway({ database: pair.database });
  });
  afterAll(async () => {
    await gateway.close();
    await pair.close();
  });
  beforeEach(() => becomes(200));

  const ready = async (): Promise<{ status: number; body: { reasons?: Record<string, string> } }> =>
    request(gateway.url).get('/health/ready');
  /** The reason of the database once readiness has the status; it takes three seconds at most. */
  const becomes = async (status: number): Promise<string | undefined> =>
    (await eventually(ready, (found) => found.status === status, WITHIN_MS)).body.reasons?.database;
  const reload = async (...statements: string[]): Promise<void> => {
    for (const statement of [...statements, 'SELECT pg_reload_conf()']) await pair.query(statement);
  };

  it.each([
    [
      'the server',
      'ALTER SYSTEM SET default_transaction_read_only = on',
      'ALTER SYSTEM RESET default_transaction_read_only',
    ],
    [
      'the database',
      'ALTER DATABASE portico SET default_transaction_read_only = on',
      'ALTER DATABASE portico RESET default_transaction_read_only',
    ],
    [
      'the login',
      'ALTER ROLE portico_app SET default_transaction_read_only = on',
      'ALTER ROLE portico_app RESET default_transaction_read_only',
    ],
  ])('is not ready while %s is read-only', async (_what, begin, end) => {
    await reload(begin);
    expect(await becomes(503)).toBe('it is read-only');
    await reload(`SET default_transaction_read_only = off`, end.startsWith('ALTER SYSTEM') ? end : `SELECT 1`);
    if (!end.startsWith('ALTER SYSTEM')) await pair.query(`BEGIN; SET TRANSACTION READ WRITE; ${end}; COMMIT`);
    await becomes(200);
  });

  it('is not ready while replication is frozen, and leaves one waiting commit, not one a second', async () => {
    await pair.freeze('walsender');
    expect(await becomes(503)).toMatch(/^no commit was confirmed for \d+\.\d s$/);
    const begun = performance.now();
    while (performance.now() - begun < 2_500) expect((await ready()).status).toBe(503);
    expect(await pair.query("SELECT FROM pg_stat_activity WHERE application_name = 'portico readiness'")).toHaveLength(
      1,
    );
    await pair.unfreeze('walsender');
    await becomes(200);
    await new Given(gateway).customer();
  });

  it('is not ready while there is no standby', async () => {
    pair.replication.set('cut');
    expect(await becomes(503)).toMatch(/^no commit was confirmed/);
    pair.replication.set('open');
    await eventually(
      async () => (await ready()).status,
      (status) => status === 200,
    );
  });

  it('is not ready while waits for the standby are cancelled', async () => {
    await pair.freeze('walsender');
    await becomes(503);
    const reasons = new Set<string | undefined>();
    await eventually(
      async () => {
        // While readiness is requested: a wait cancelled before has ended, and the request begins a new one.
        const question = { isAnswered: false };
        const asked = ready().finally(() => {
          question.isAnswered = true;
        });
        while (!question.isAnswered) await pair.endWaits('cancel');
        reasons.add((await asked).body.reasons?.database);
        return reasons;
      },
      (found) => found.has('no standby confirmed a commit'),
    );
    await pair.unfreeze('walsender');
    await becomes(200);
  });

  (canMount ? it : it.skip)(
    'is not ready while the disk of the data is full (skipped where nothing can be mounted)',
    async () => {
      const [{ folder }] = (await pair.query<{ folder: string }>(
        "SELECT current_setting('data_directory') AS folder",
      )) as [{ folder: string }];
      const temporary = path.join(folder, 'base', 'pgsql_tmp');
      const { uid, gid } = fs.statSync(folder);
      fs.mkdirSync(temporary, { recursive: true });
      expect(
        spawnSync('mount', ['-t', 'tmpfs', '-o', `size=64k,uid=${uid},gid=${gid},mode=700`, 'tmpfs', temporary]).status,
      ).toBe(0);
      try {
        expect(await becomes(503)).toBe('its disk is full');
      } finally {
        spawnSync('umount', ['-l', temporary]);
      }
      fs.chownSync(temporary, uid, gid);
      await becomes(200);
    },
  );

  it('is not ready on a standby', async () => {
    const [{ port }] = (await pair.queryStandby<{ port: string }>("SELECT current_setting('port') AS port")) as [
      { port: string },
    ];
    const onStandby = (url: string): string => Object.assign(new URL(url), { port }).href;
    const other = await startGateway({
      database: { ...pair.database, appUrl: onStandby(pair.database.appUrl), sequencerUrl: pair.database.sequencerUrl },
      sandbox: gateway.sandbox,
    });
    const { status, body } = await request(other.url).get('/health/ready');
    expect([status, body.reasons.database]).toEqual([503, 'it is read-only']);
    await other.close();
  });
});
