import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Foundation1790000000001 } from '../../migrations/0001-foundation';
import { AuditRepository } from '../../src/audit/audit.repository';
import { EntryIds } from '../../src/audit/entry-id';
import { type Leaf, leafBytes } from '../../src/audit/leaf';
import { dataSourceOptions } from '../../src/database/data-source';
import { migrate } from '../../src/database/setup/migrate';
import { openDatabase } from '../../src/database/setup/roles';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { verdict } from '../../campaigns/audit-log';
import { CheckpointFile } from '../../src/tlog/checkpoint/checkpoint-file';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { appendLeaves, newLeaf } from '../support/leaves';
import { MemorySink, ORIGIN, SEED, startSequencer, untilSealed, VKEY } from '../support/log';
import { createPool } from '../support/pool';

type Found = Readonly<Record<'tree' | 'lineage', never>>;
const { examine } = require('../../../scripts/audit/verify.cjs') as { examine(options: object): Promise<Found> };
const { goOn, lossOf } = require('../../../scripts/audit/recover.cjs') as {
  goOn(options: object): Promise<void>;
  lossOf(found: Found): object;
};
const { readVkey, signCheckpoint } = require('../../../scripts/audit/note.cjs') as {
  readVkey(vkey: string): object;
  signCheckpoint(origin: string, size: number, root: Buffer, seed: Buffer): string;
};

const ids = new EntryIds();
const in2015 =
  (rest: Partial<Leaf> = {}) =>
  (): Partial<Leaf> => {
    const at = new Date(Date.UTC(2015, 0, 15) + Math.floor(Math.random() * 86_400_000));
    return { entry_id: ids.next(at), occurred_at: at.toISOString(), ...rest };
  };

describe('the months of the log', () => {
  let database: TestDatabase;
  let owner: Client;
  let sink: MemorySink;
  beforeEach(async () => {
    sink = new MemorySink();
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterEach(async () => {
    await owner.end();
    await database.drop();
  });

  const append = async (count: number, rest?: () => Partial<Leaf>): Promise<Leaf[]> => {
    const pool = createPool(database.appUrl);
    const leaves = await appendLeaves(pool, count, rest);
    await pool.end();
    return leaves;
  };
  const seal = async (size: number): Promise<void> => {
    const sequencer = startSequencer(database, sink);
    await untilSealed(database, size);
    await sequencer.onModuleDestroy();
  };
  const tables = async (): Promise<Record<string, number>> => {
    const rows = await database.query<{ name: string; count: number }>(
      'SELECT tableoid::regclass::text AS name, count(*)::int FROM portico.audit_entries GROUP BY 1',
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  };
  const check = async (): Promise<unknown> => {
    const client = new Client({ connectionString: database.auditorUrl });
    await client.connect();
    const found = await verdict(client, null);
    await client.end();
    return found;
  };

  it('hold entries by the time in their ids; others go into the default table, and no insert fails', async () => {
    await append(3);
    await append(2, in2015());
    const [{ name }] = (await database.query<{ name: string }>(
      "SELECT 'portico.audit_entries_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS name",
    )) as [{ name: string }];
    expect(await tables()).toEqual({ [name]: 3, 'portico.audit_entries_other': 2 });
    await seal(5);
    expect(await check()).toMatchObject({ entries: 5 });
  });

  it('are created in advance by the sequencer, once each, append-only like the rest', async () => {
    const sequencer = new Client({ connectionString: database.sequencerUrl });
    await sequencer.connect();
    const made = async (ahead: number): Promise<number> =>
      (await sequencer.query<{ made: number }>('SELECT portico.create_audit_months($1) AS made', [ahead])).rows[0]!
        .made;
    expect([await made(3), await made(5), await made(5)]).toEqual([0, 2, 0]);
    await sequencer.end();
    const months = (
      await database.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relname ~ '^audit_entries_2[0-9]{3}_[0-9]{2}$' ORDER BY 1",
      )
    ).map(({ name }) => name);
    expect(months).toHaveLength(6);
    for (const month of months)
      for (const change of ['DELETE FROM', 'TRUNCATE'])
        await expect(owner.query(`${change} portico.${month}`)).rejects.toMatchObject({
          code: '42501',
          message: 'audit entries are append-only',
        });
  });

  it('that have entries in the default table already are skipped, with a warning', async () => {
    const far = new Date(Date.now() + 150 * 86_400_000);
    await append(1, () => ({ entry_id: ids.next(far), occurred_at: far.toISOString() }));
    const warnings: string[] = [];
    owner.on('notice', ({ message }) => warnings.push(message!));
    await owner.query('SELECT portico.create_audit_months(8)');
    expect(warnings).toEqual([expect.stringMatching(/entries of \S+ are in audit_entries_other already/)]);
    await append(1, () => ({ entry_id: ids.next(far), occurred_at: far.toISOString() }));
    expect((await tables())['portico.audit_entries_other']).toBe(2);
  });

  it('are kept as long as any of their entries must be', async () => {
    await owner.query("SELECT portico.add_audit_month('2015-01-01')");
    await append(2, in2015());
    await seal(2);
    const drop = (): Promise<unknown> => owner.query("SELECT portico.drop_audit_month('2015-01-01')");
    await owner.query("UPDATE portico.audit_retention SET keep_months = 1200 WHERE kind = 'onboarding'");
    await expect(drop()).rejects.toMatchObject({
      code: '42501',
      message: 'the month 2015-01-01 has entries that must be kept for 1200 months',
    });
    await owner.query("UPDATE portico.audit_retention SET keep_months = 84 WHERE kind = 'onboarding'");
    await append(1, in2015());
    await expect(drop()).rejects.toThrow('the month 2015-01-01 has 1 entries that are not in the tree yet');
    await seal(3);
    await expect(drop()).resolves.toBeDefined();
    await expect(owner.query("SELECT portico.drop_audit_month('2015-01-02')")).rejects.toThrow(
      'there is no month 2015-01-02',
    );
    const thisMonth = new Date().toISOString().slice(0, 7);
    await append(1);
    await seal(5);
    await expect(owner.query(`SELECT portico.drop_audit_month('${thisMonth}-01')`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('are dropped as a whole, recorded in an entry, and keep every proof valid', async () => {
    await owner.query("SELECT portico.add_audit_month('2015-01-01')");
    await append(5, in2015());
    const kept = await append(5);
    await seal(10);
    await owner.query("SELECT portico.drop_audit_month('2015-01-01')");
    await seal(11);
    expect(await check()).toMatchObject({ leaves: 11, entries: 6, dropped: 5 });
    const rows = await database.query<Record<string, unknown> & { leaf: Buffer; occurred_at: Date }>(
      "SELECT * FROM portico.audit_entries WHERE action = 'audit.month.dropped'",
    );
    const { leaf, occurred_at, ...columns } = rows[0]!;
    const told = JSON.parse(leaf.toString().split('\n')[1]!) as Leaf;
    expect(told).toMatchObject({ subject: '2015-01', detail: { entries: 5, month: '2015-01' }, result: 'SUCCEEDED' });
    expect(leafBytes(told)).toEqual(leaf);
    expect({ ...columns, occurred_at: occurred_at.toISOString() }).toEqual(told);
    expect(
      await database.query('SELECT entry_id FROM portico.audit_entries WHERE entry_id = ANY ($1::uuid[])', [
        kept.map(({ entry_id }) => entry_id),
      ]),
    ).toHaveLength(5);
  });

  it('may hold the entry that continues a log after a loss: both histories still verify', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-months-'));
    const file = path.join(folder, 'checkpoints');
    const next = 'portico.test/audit-2';
    const sealIn = async (origin: string, size: number): Promise<void> => {
      const sequencer = startSequencer(database, new CheckpointFile(file), { origin });
      await untilSealed(database, size);
      await eventually(
        async () => fs.readFileSync(file, 'utf8'),
        (notes) => notes.includes(`\n${size}\n`),
      );
      await sequencer.onModuleDestroy();
    };
    await owner.query("SELECT portico.add_audit_month('2015-01-01')");
    await append(5, in2015());
    await sealIn(ORIGIN, 5);
    const lost = { size: 7, root: Buffer.alloc(32, 7) };
    fs.appendFileSync(file, `${signCheckpoint(ORIGIN, lost.size, lost.root, SEED)}\n`);
    await owner.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const found = await examine({
      client: owner,
      keys: [readVkey(VKEY)],
      file,
      isInTransaction: true,
      toleratesLoss: true,
    });
    await goOn({
      client: owner,
      origin: next,
      seed: SEED,
      loss: lossOf(found),
      tree: found.tree,
      last: lost,
      at: new Date('2015-01-20'),
    });
    await owner.query("SELECT portico.drop_audit_month('2015-01-01')");
    await sealIn(next, 7);

    const keys = [VKEY, vkeyOf(new NoteSigner(next, SEED).key)];
    const auditor = new Client({ connectionString: database.auditorUrl });
    await auditor.connect();
    const seen = (): Promise<unknown> => verdict(auditor, file, false, keys);
    expect(await seen()).toMatchObject({
      leaves: 7,
      entries: 1,
      dropped: 6,
      continued: [{ origin: next, former_origin: ORIGIN, lost: { count: 1 } }],
    });
    const forge = async (leaf: string): Promise<void> => {
      const superuser = new Client({ connectionString: database.url });
      await superuser.connect();
      for (const statement of [
        "SET session_replication_role = 'replica'",
        'ALTER TABLE portico.audit_logs DROP CONSTRAINT IF EXISTS audit_logs_leaf_check',
        `UPDATE portico.audit_logs SET leaf = ${leaf}`,
      ])
        await superuser.query(statement);
      await superuser.end();
    };
    await forge("leaf || '\\x20'::bytea");
    expect(await seen()).toMatch(
      /^leaf 5 .*: what is kept of it in audit_logs has another hash than the one in the tree$/,
    );
    await forge('NULL');
    expect(await seen()).toMatch(`is of the log ${next}, and no entry says that ${ORIGIN} goes on under that name`);
    await auditor.end();
    fs.rmSync(folder, { recursive: true });
  });

  it('take over entries that an older version wrote into one table, in order, and seal them', async () => {
    const name = `test_old_${process.pid}`;
    const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} OWNER portico_owner`);
    await openDatabase(admin, name);
    const named = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
    const old = await new DataSource({
      ...dataSourceOptions({ url: named(database.ownerUrl), poolSize: 1, role: null }),
      migrations: [Foundation1790000000001],
      migrationsTableName: 'migrations',
    }).initialize();
    await old.query('CREATE SCHEMA portico');
    await old.runMigrations();
    const leaves = Array.from({ length: 100 }, (_, at) =>
      newLeaf(
        at < 50
          ? { occurred_at: '2026-09-30T23:59:59.999Z', entry_id: ids.next(new Date('2026-09-30T23:59:59.999Z')) }
          : {},
      ),
    );
    const [planned] = new AuditRepository().append(leaves[0]!).rows;
    const { parameters } = planned!.statement;
    const entries = leaves.map((leaf) => new AuditRepository().append(leaf).rows[0]!.row);
    await old.query(parameters.sqlFrom(1), parameters.valuesOf(entries));
    await old.destroy();

    expect(await migrate(named(database.ownerUrl))).toContain('AuditProofs1790000000003');
    const moved = new Client({ connectionString: named(database.url) });
    await moved.connect();
    const { rows } = await moved.query<{ name: string; count: number }>(
      'SELECT tableoid::regclass::text AS name, count(*)::int FROM portico.audit_entries GROUP BY 1 ORDER BY 1',
    );
    expect(rows[0]).toEqual({ name: 'portico.audit_entries_2026_09', count: 50 });
    const other = {
      ...database,
      sequencerUrl: named(database.sequencerUrl),
      query: async <Row extends object>(text: string) => (await moved.query<Row>(text)).rows,
    };
    const sequencer = startSequencer(other, new MemorySink());
    await untilSealed(other as TestDatabase, 100);
    await sequencer.onModuleDestroy();
    expect(await verdict(moved, null)).toMatchObject({ leaves: 100, entries: 100 });
    const order = await moved.query<{ entry_id: string }>(
      'SELECT entry_id FROM portico.audit_sequence ORDER BY leaf_index',
    );
    expect(order.rows.map(({ entry_id }) => entry_id)).toEqual(leaves.map(({ entry_id }) => entry_id));
    await moved.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
});
