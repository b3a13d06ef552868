import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import { allStatements } from '../support/statements';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Statements of every journey; the others are rare, and may read an index until PostgreSQL knows how long it is. */
const OFTEN = /^(?!consumers|links|clicks|grants\.(?:return|judge)|consent-links\.(?:return|judge))/;

/** A value for a column by its type, for row `n`. */
const VALUES: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: "'x' || n",
  bytea: "decode(md5(n::text), 'hex')",
  jsonb: "'{}'",
  boolean: 'false',
  'integer[]': "'{}'",
  'text[]': "'{}'",
  'uuid[]': "'{}'",
  'bytea[]': "'{}'",
  'timestamp with time zone': 'now()',
  date: 'current_date',
};

/** Every statement, as a commit queue prepares it for many rows and for one. */
const statements = (): Map<string, string> =>
  new Map(
    allStatements().flatMap(({ name, parameters }) => [
      [name, parameters.sqlFrom(1)],
      [`${name}, one row`, parameters.sqlFrom(1, true)],
    ]),
  );

describe('a prepared statement that was planned while the tables were empty', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const plans = async (role: 'application' | null): Promise<Map<string, string>> => {
    const connection = await new DataSource(
      dataSourceOptions({ url: database.appUrl, poolSize: 1, role }),
    ).initialize();
    try {
      const found = new Map<string, string>();
      for (const [name, text] of statements())
        found.set(
          name,
          (await connection.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN (GENERIC_PLAN) ${text}`))
            .map((row) => row['QUERY PLAN'])
            .join('\n'),
        );
      return found;
    } finally {
      await connection.destroy();
    }
  };
  /** Reads a whole table, or all of its index. */
  const readsAll = (plan: string): boolean =>
    /Seq Scan|Hash Join|Merge Join/.test(plan) || /Index(?: Only)? Scan using.*\n(?!.*\n?.*Index Cond)/.test(plan);
  const readingAll = async (role: 'application' | null): Promise<string[]> =>
    [...(await plans(role))].filter(([name, plan]) => OFTEN.test(name) && readsAll(plan)).map(([name]) => name);

  it('finds its rows by an index, however many they become', async () => {
    expect([...statements().keys()].filter((name) => OFTEN.test(name)).length).toBeGreaterThan(25);
    expect(await readingAll('application')).toEqual([]);
  });

  it('control: left to PostgreSQL, it would read whole tables', async () => {
    expect(await readingAll(null)).toEqual(expect.arrayContaining(['effects.end']));
  });
});

describe('a prepared statement that was planned while no row was pending', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const table of await tablesOfPartialIndexes()) await fillWithoutPending(table);
  });
  afterAll(() => database.drop());

  /** Without partitions, whose key is the time. */
  const tablesOfPartialIndexes = async (): Promise<string[]> =>
    (
      await database.query<{ name: string }>(
        `SELECT DISTINCT c.relname AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'portico'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
          AND i.indpred IS NOT NULL`,
      )
    ).map(({ name }) => name);

  /** Rows whose nullable columns are all null, as settled ones are, and statistics that say so. */
  const fillWithoutPending = async (table: string): Promise<void> => {
    const columns = await database.query<{ name: string; type: string }>(
      `SELECT a.attname AS name, a.atttypid::regtype::text AS type FROM pg_attribute AS a
      WHERE a.attrelid = 'portico.${table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
        AND NOT a.atthasdef AND a.attidentity = ''`,
    );
    const constraints = await database.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE conrelid = 'portico.${table}'::regclass
        AND contype IN ('c', 'f')`,
    );
    await database.query(`ALTER TABLE portico.${table} DISABLE TRIGGER ALL`);
    for (const { name } of constraints) await database.query(`ALTER TABLE portico.${table} DROP CONSTRAINT ${name}`);
    const defaults = await database.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'portico.${table}'::regclass AND atthasdef
        AND NOT attnotnull`,
    );
    await database.query(
      `INSERT INTO portico.${table} (${[...columns, ...defaults].map(({ name }) => name).join(', ')})
      SELECT ${[...columns.map(({ type }) => VALUES[type] ?? 'n'), ...defaults.map(() => 'NULL')].join(', ')}
      FROM generate_series(1, 5000) AS n`,
    );
    await database.query(`VACUUM ANALYZE portico.${table}`);
  };

  /** Names of statements that read a partial index by anything but a column of their own rows. */
  const readingPending = async (texts: Map<string, string>): Promise<string[]> => {
    const partial = (
      await database.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'portico'::regnamespace AND i.indpred IS NOT NULL`,
      )
    ).map(({ name }) => name);
    const found: string[] = [];
    for (const [name, text] of texts) {
      const lines = (await plan(text)).split('\n');
      const reads = lines.some(
        (line, index) =>
          partial.some((one) => line.includes(` ${one} `)) && !/Index Cond: .* = r\."?\w/.test(lines[index + 1] ?? ''),
      );
      if (reads) found.push(name);
    }
    return found;
  };
  const plan = async (text: string): Promise<string> => {
    const connection = await new DataSource(
      dataSourceOptions({ url: database.appUrl, poolSize: 1, role: 'application' }),
    ).initialize();
    try {
      const rows = await connection.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN (GENERIC_PLAN) ${text}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await connection.destroy();
    }
  };

  it('does not compare its rows with every pending one', async () => {
    expect(await readingPending(statements())).toEqual([]);
  });

  it('control: a condition that implies the predicate of the index would', async () => {
    const tempting = [...statements()].map(([name, text]): [string, string] => [
      name,
      text.replace(/coalesce\((\w+\.\w+ IS NOT NULL), false\)/, '$1'),
    ]);
    expect(await readingPending(new Map(tempting))).toEqual(expect.arrayContaining(['effects.end', 'inbox.settle']));
  });
});
