import fs from 'node:fs';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { AppModule } from '../../src/app.module';
import { SharedClock } from '../../src/config/clock';
import { loadConfig } from '../../src/config/config';
import { LEADER_LOCKS } from '../../src/postgres/leader-lock';
import type { AdmissionControl } from '../../src/http/admission-control';
import { Retention } from '../../src/retention/retention';
import { TABLE_LIVES, type TableLife } from '../../src/retention/table-life';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY } from '../support/gateway';
import { OLD_ROWS } from '../support/old-rows';
import { createPool } from '../support/pool';

const config = loadConfig({
  DATABASE_URL: 'postgres://portico_app@localhost/portico',
  PORTICO_DATA_KEY: DATA_KEY,
  PORTICO_SANDBOX_URL: 'http://localhost:4000',
});
const lives = (
  AppModule.with(config, {} as AdmissionControl, new SharedClock()).providers as {
    provide?: unknown;
    useValue?: unknown;
  }[]
).find(({ provide }) => provide === TABLE_LIVES)!.useValue as readonly TableLife[];
const emptied = lives.filter(({ removals }) => removals.length > 0);

const OLD = 500;
const YOUNG = 7;
/** The last checkpoint of a day is kept. */
const STAYS: Readonly<Record<string, number>> = { audit_checkpoints: 1 };

const daysOf = ({ removals }: TableLife): number => Math.max(...removals.map(({ days }) => days));

describe('the retention of every table', () => {
  let database: TestDatabase;
  let pool: Pool;
  let filler: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.appUrl);
    filler = new Client({ connectionString: database.url });
    await filler.connect();
    await filler.query('SET session_replication_role = replica');
  });
  afterAll(async () => {
    await filler.end();
    await pool.end();
    await database.drop();
  });

  const count = async (table: string): Promise<number> =>
    Number((await database.query<{ count: string }>(`SELECT count(*) FROM portico.${table}`))[0]!.count);
  const fill = async (table: string, rows: number, daysAgo: number): Promise<void> => {
    await filler.query(OLD_ROWS[table]!, [rows, new Date(Date.now() - daysAgo * 86_400_000)]);
  };
  const ageOf = async (retention: Retention, table: string): Promise<number> =>
    (await retention.oldest()).find((found) => found.table === table)!.seconds / 86_400;

  it('is stated in the code and in the documentation', async () => {
    const tables = await database.query<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'portico'::regnamespace AND c.relkind IN ('r',
        'p') AND NOT c.relispartition ORDER BY c.relname`);
    expect(lives.map(({ table }) => table).toSorted()).toEqual(tables.map(({ name }) => name));
    const stated = [
      ...fs
        .readFileSync(path.join(process.cwd(), 'docs/retention.md'), 'utf8')
        .matchAll(/^\| `(\w+)` \| (.+) \| (metric|–) \|$/gm),
    ].map(([, table, life, age]) => ({ table, life, age }));
    expect(stated).toEqual(
      lives
        .map(({ table, life, oldest }) => ({ table, life, age: oldest === null ? '–' : 'metric' }))
        .toSorted((a, b) => (a.table < b.table ? -1 : 1)),
    );
    expect(Object.keys(OLD_ROWS).toSorted()).toEqual(emptied.map(({ table }) => table).toSorted());
  });

  it.each(emptied.map((life) => [life.table, life] as const))(
    '%s loses its old rows in batches, by one replica at a time, and keeps recent ones',
    async (table, life) => {
      const days = daysOf(life);
      const one = new Retention(pool, [life]);
      const other = new Retention(pool, [life]);
      await fill(table, OLD, days + 3);
      await fill(table, YOUNG, days - 0.5);
      const oldest = await ageOf(one, table);
      expect(oldest).toBeGreaterThan(days + 1);
      await one.round(100, 2);
      expect(await count(table)).toBe(OLD + YOUNG - 200);
      await one.round(100, 1);
      expect(await count(table)).toBe(OLD + YOUNG - 300);
      // Another replica has its own position; together they remove no more than one of them.
      const lock = await pool.connect();
      await lock.query('SELECT pg_advisory_lock($1)', [LEADER_LOCKS.retention]);
      await other.round(100, 10);
      expect(await count(table)).toBe(OLD + YOUNG - 300);
      await lock.query('SELECT pg_advisory_unlock($1)', [LEADER_LOCKS.retention]);
      lock.release();
      await other.round(100, 10);
      const stays = STAYS[table] ?? 0;
      expect(await count(table)).toBe(YOUNG + stays);
      if (stays === 0) expect(await ageOf(one, table)).toBeLessThan(days + 1);
    },
  );

  it('keeps the totals of rows that are removed', async () => {
    expect(await database.query('SELECT vendor, lost::integer, late::integer FROM portico.poll_repair_totals')).toEqual(
      [{ vendor: 'finpro', lost: OLD - 3, late: 3 }],
    );
  });

  it('skips rows that must stay and rows that are locked, and continues after them', async () => {
    const effects = emptied.filter(({ table }) => table === 'vendor_effects');
    await fill('vendor_effects', 300, 50);
    await database.query(
      "UPDATE portico.vendor_effects SET state = 'SENT', lease_expires_at = now() WHERE intent_id < " +
        "portico.lowest_entry_id(now() - interval '40 days')",
    );
    await fill('vendor_effects', 300, 40);
    await filler.query('BEGIN');
    await filler.query(
      'SELECT FROM portico.vendor_effects WHERE lease_expires_at IS NULL AND intent_id < ' +
        "portico.lowest_entry_id(now() - interval '35 days') ORDER BY intent_id LIMIT 5 FOR UPDATE",
    );
    const retention = new Retention(pool, effects);
    for (let rounds = 0; rounds < 8; rounds += 1) await retention.round(100, 1);
    expect(await count('vendor_effects')).toBe(YOUNG + 300 + 5);
    await filler.query('ROLLBACK');
    await retention.round();
    expect(await count('vendor_effects')).toBe(YOUNG + 300);
  });

  it('continues with the next table when the statement for one fails', async () => {
    const broken: TableLife = {
      table: 'consumers',
      life: '',
      removals: [{ days: 1, text: 'SELECT 1 / 0 AS examined, $1::integer, $2::integer, $3::text' }],
      oldest: null,
    };
    await fill('quota_usage', 10, 30);
    await new Retention(pool, [broken, ...emptied.filter(({ table }) => table === 'quota_usage')]).round();
    expect(await count('quota_usage')).toBe(YOUNG);
  });

  it('no role can remove a checkpoint that is needed', async () => {
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await fill('audit_checkpoints', 3, 60);
    await expect(
      owner.query("DELETE FROM portico.audit_checkpoints WHERE signed_at > now() - interval '30 days'"),
    ).rejects.toThrow(/is needed/);
    await expect(
      owner.query(
        'DELETE FROM portico.audit_checkpoints WHERE tree_size = (SELECT max(tree_size) FROM ' +
          "portico.audit_checkpoints WHERE signed_at < now() - interval '50 days')",
      ),
    ).rejects.toThrow(/is needed/);
    await expect(owner.query('UPDATE portico.audit_checkpoints SET note = note')).rejects.toThrow(/append-only/);
    await owner.end();
  });

  it.each([
    ['consent_links', 'issued_at'],
    ['onboarding_grants', 'expires_at'],
  ])('%s of the mode direct are not in the index that finds visits which may have stalled', async (table, ends) => {
    await fill(table, 10, 1);
    const [{ predicate } = { predicate: '' }] = await database.query<{ predicate: string }>(
      `SELECT pg_get_expr(i.indpred, i.indrelid) AS predicate FROM pg_index AS i
          WHERE i.indexrelid = 'portico.${table}_overdue_idx'::regclass`,
    );
    expect(await database.query(`SELECT FROM portico.${table} WHERE ${predicate}`)).toEqual([]);
    const read =
      `EXPLAIN SELECT * FROM portico.${table} WHERE return_mode = $1 AND returned_at IS NULL AND stall_judged_at ` +
      `IS NULL AND ${ends} < $2 ORDER BY ${ends} LIMIT 50`;
    expect(JSON.stringify((await filler.query(read, ['managed', new Date()])).rows)).toContain(`${table}_overdue_idx`);
  });
});
