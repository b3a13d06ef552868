import { DataSource, type QueryRunner } from 'typeorm';
import { migrations } from '../../migrations/all';
import { createIndexConcurrently } from '../../src/database/setup/concurrent-index';
import { migrate } from '../../src/database/setup/migrate';
import { once } from '../../testing/database-copy';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { onlineProblems, statementsOf } from '../support/online-rules';

/** The first migration that has to keep the rules of docs/upgrades.md. */
const FIRST_ONLINE = 1790000000026;
const timeOf = (name: string): number => Number(name.slice(-13));

interface Ran {
  readonly name: string;
  readonly problems: readonly string[];
  /** Tables whose rows were written anew. */
  readonly rewritten: readonly string[];
}

/** Runs every migration in an empty database, and judges those that have to keep the rules. */
async function runAll(url: string): Promise<Ran[]> {
  const source = await new DataSource({ type: 'postgres', url, installExtensions: false }).initialize();
  const runner = source.createQueryRunner();
  /** The file of each table: another one after a rewrite. */
  const filesOf = async (): Promise<Map<string, string>> =>
    new Map(
      (
        (await runner.query(
          `SELECT relname AS name, pg_relation_filenode(oid) AS file FROM pg_class
           WHERE relnamespace = to_regnamespace('portico') AND relkind IN ('r', 'p')`,
        )) as { name: string; file: string }[]
      ).map(({ name, file }) => [name, file]),
    );
  const ran: Ran[] = [];
  try {
    await runner.query('CREATE SCHEMA portico');
    await runner.query('CREATE TABLE portico.migrations (id serial PRIMARY KEY, timestamp bigint, name text)');
    await runner.query('SET search_path = portico, pg_temp');
    for (const Migration of migrations) {
      const one: { transaction?: boolean; up(runner: QueryRunner): Promise<void> } = new Migration();
      const texts: string[] = [];
      const recording = new Proxy(runner, {
        get: (target, name: keyof QueryRunner) =>
          name === 'query'
            ? (text: string, values?: unknown[]) => {
                texts.push(text);
                return target.query(text, values as never);
              }
            : target[name],
      });
      const before = await filesOf();
      const isTransaction = one.transaction !== false;
      if (isTransaction) await runner.startTransaction();
      await one.up(recording);
      if (isTransaction) await runner.commitTransaction();
      const after = await filesOf();
      const isJudged = timeOf(Migration.name) >= FIRST_ONLINE;
      ran.push({
        name: Migration.name,
        problems: isJudged ? onlineProblems({ texts, existing: new Set(before.keys()), isTransaction }) : [],
        rewritten: isJudged
          ? [...before].filter(([name, file]) => after.has(name) && after.get(name) !== file).map(([name]) => name)
          : [],
      });
    }
    return ran;
  } finally {
    await runner.release();
    await source.destroy();
  }
}

describe('migrations beside replicas that serve requests', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('rewrite no table and hold no lock for long', async () => {
    const name = `migrations_${process.pid}`;
    const url = Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
    await once(database.url, async (client) => void (await client.query(`CREATE DATABASE ${name}`)));
    try {
      const ran = await runAll(url);
      expect(ran).toHaveLength(migrations.length);
      expect(ran.filter(({ problems, rewritten }) => problems.length + rewritten.length > 0)).toEqual([]);
    } finally {
      await once(database.url, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
    }
  });

  it.each([
    'CREATE INDEX i ON portico.consents (status)',
    'CREATE UNIQUE INDEX IF NOT EXISTS i ON consents (status)',
    'ALTER TABLE portico.consents ALTER COLUMN status TYPE varchar(10)',
    'ALTER TABLE portico.consents ALTER status SET NOT NULL',
    'ALTER TABLE portico.consents ADD COLUMN a uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE portico.consents ADD COLUMN a timestamptz DEFAULT clock_timestamp()',
    'ALTER TABLE portico.consents ADD COLUMN a text NOT NULL',
    'ALTER TABLE portico.consents ADD COLUMN a bigserial',
    "ALTER TABLE portico.consents ADD COLUMN a text GENERATED ALWAYS AS (status || '') STORED",
    'ALTER TABLE portico.consents ADD COLUMN a uuid REFERENCES portico.customers (subject_id)',
    "ALTER TABLE portico.consents ADD COLUMN ok text, ADD COLUMN a text CHECK (a <> 'x')",
    "ALTER TABLE portico.consents ADD CONSTRAINT c CHECK (status IN ('A', 'B'))",
    'ALTER TABLE portico.consents ADD FOREIGN KEY (subject_id) REFERENCES portico.customers (subject_id)',
    'ALTER TABLE portico.consents ADD CONSTRAINT c UNIQUE (subject_id)',
    'ALTER TABLE consents ADD CONSTRAINT c CHECK (true) NOT VALID; ALTER TABLE consents VALIDATE CONSTRAINT c',
    'ALTER TABLE portico.consents DROP COLUMN status',
    'ALTER TABLE portico.consumers RENAME COLUMN client_id TO id',
    'ALTER TABLE portico.consents SET UNLOGGED',
    "UPDATE portico.consents SET status = 'X'",
    'WITH old AS (SELECT 1) DELETE FROM portico.consents AS c USING old',
    'INSERT INTO portico.customers (subject_id) SELECT subject_id FROM portico.consents',
    'ALTER TABLE consents ADD COLUMN a text; INSERT INTO fresh (id) SELECT journey_id FROM consents',
    'CREATE TRIGGER t AFTER INSERT ON customers EXECUTE FUNCTION f(); INSERT INTO fresh SELECT id FROM consents',
    'DROP TABLE portico.consents',
    'DROP FUNCTION portico.erase_subject(uuid)',
    'LOCK TABLE portico.consents',
    'TRUNCATE portico.consents',
    "DO $$ BEGIN IF true THEN UPDATE portico.consents SET status = 'X'; END IF; END $$",
  ])('control: the rules refuse %s', (text) => {
    const existing = new Set(['consents', 'customers', 'consumers']);
    expect(onlineProblems({ texts: [text], existing, isTransaction: true })).toHaveLength(1);
  });

  it.each([
    'CREATE TABLE portico.fresh (id uuid PRIMARY KEY REFERENCES consents); CREATE INDEX i ON portico.fresh (id)',
    "ALTER TABLE consents ADD COLUMN a text, ADD b boolean NOT NULL DEFAULT false, ADD c text[] DEFAULT '{}'",
    "ALTER TABLE portico.consents ADD CONSTRAINT c CHECK (status <> 'X;Y') NOT VALID",
    'ALTER TABLE portico.consents DROP CONSTRAINT c',
    "UPDATE portico.consumers SET client_id = client_id; INSERT INTO portico.fresh VALUES ('UPDATE portico.consents')",
    'CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE portico.consents SET status = status $$',
    'CREATE INDEX CONCURRENTLY i ON portico.consents (status)',
    'CREATE TABLE portico.fresh (id uuid); INSERT INTO portico.fresh (id) SELECT journey_id FROM portico.consents',
    'DROP INDEX portico.consents_subject_id_idx',
  ])('control: the rules take %s', (text) => {
    const existing = new Set(['consents', 'customers', 'consumers']);
    expect(onlineProblems({ texts: [text], existing, isTransaction: true })).toEqual([]);
  });

  it('reads the statements of a text, whatever is quoted in it', () => {
    expect(statementsOf("SELECT ';' /* ; */; -- ;\n SELECT $a$ ; $a$ ;")).toEqual(["SELECT ''", 'SELECT $$']);
  });

  describe('with a migration more', () => {
    /** Runs `work` while this build knows one migration more. */
    const withMigration = async <T>(
      up: (runner: QueryRunner) => Promise<void>,
      work: () => Promise<T>,
      transaction?: false,
    ): Promise<T> => {
      const Planted = class {
        readonly transaction = transaction;
        up = up;
        down = up;
      };
      Object.defineProperty(Planted, 'name', { value: 'Planted1790000000999' });
      migrations.push(Planted as never);
      try {
        return await work();
      } finally {
        migrations.pop();
        await database.query("DELETE FROM portico.migrations WHERE name LIKE 'Planted%'");
      }
    };
    const quick = { lockMs: 20, pauseMs: 10, givesUpMs: 60_000 };

    it('that does not get its lock lets others pass, and is tried again until it does', async () => {
      let tries = 0;
      const up = async (runner: QueryRunner): Promise<void> => {
        tries += 1;
        await runner.query('ALTER TABLE portico.customers ADD COLUMN planted text');
      };
      await withMigration(up, () =>
        once(database.url, async (other) => {
          await other.query('BEGIN; SELECT count(*) FROM portico.customers');
          const migrated = migrate(database.ownerUrl, undefined, quick);
          await eventually(
            async () => tries,
            (count) => count > 2,
          );
          await database.query('SELECT count(*) FROM portico.customers');
          await other.query('COMMIT');
          expect(await migrated).toEqual(['Planted1790000000999']);
        }),
      );
      await database.query('ALTER TABLE portico.customers DROP COLUMN planted');
    });

    it('is given up after a while, with its name and the process that is in its way, and changes nothing', async () => {
      const up = async (runner: QueryRunner): Promise<void> => {
        await runner.query('CREATE TABLE portico.planted (id int)');
        await runner.query('ALTER TABLE portico.customers ADD COLUMN planted text');
      };
      await withMigration(up, () =>
        once(database.url, async (other) => {
          await other.query("SET application_name = 'a long report'");
          await other.query('BEGIN; SELECT count(*) FROM portico.customers');
          const [{ pid }] = (await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows as [
            { pid: number },
          ];
          await expect(migrate(database.ownerUrl, undefined, { ...quick, givesUpMs: 50 })).rejects.toThrow(
            new RegExp(`^Planted1790000000999 did not get its locks and changed nothing.*${pid} \\(a long report\\)`),
          );
          await other.query('ROLLBACK');
        }),
      );
      expect(await database.query("SELECT to_regclass('portico.planted') AS planted")).toEqual([{ planted: null }]);
    });

    const index = { name: 'audit_entries_planted_idx', table: 'audit_entries', on: '(request_id)' } as const;
    const validity = (): Promise<{ name: string; valid: boolean }[]> =>
      database.query(
        `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
         WHERE c.relname LIKE 'audit_entries%planted_idx' ORDER BY 1`,
      );

    it('makes an index on every partition concurrently, while other processes want to migrate too', async () => {
      const ran = await withMigration(
        (runner) => createIndexConcurrently(runner, index),
        () => Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl), migrate(database.ownerUrl)]),
        false,
      );
      expect(ran.flat()).toEqual(['Planted1790000000999']);
      const found = await validity();
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter(({ valid }) => !valid)).toEqual([]);
    });

    it('makes an index again that an interrupted try left unusable', async () => {
      await database.query('CREATE INDEX consents_planted_idx ON portico.consents (status)');
      const isValid = async (): Promise<boolean> =>
        (
          await database.query<{ valid: boolean }>(
            "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'portico.consents_planted_idx'::regclass",
          )
        )[0]!.valid;
      await database.query(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'portico.consents_planted_idx'::regclass",
      );
      expect(await isValid()).toBe(false);
      const again = { name: 'consents_planted_idx', table: 'consents', on: '(status)' } as const;
      await withMigration(
        (runner) => createIndexConcurrently(runner, again),
        () => migrate(database.ownerUrl),
        false,
      );
      expect(await isValid()).toBe(true);
    });
  });
});
