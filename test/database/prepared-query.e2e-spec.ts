import type { Client, Connection, QueryResult } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import { poolOf } from '../../src/database/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';

const ROWS = {
  name: 'prepared-query.rows',
  text: `SELECT n AS number, 'text ' || n AS text, ARRAY[n, n + 1] AS list,
    timestamptz '2026-12-01T01:02:03.456Z' AS time,
    CASE WHEN n > 1 THEN sha256(n::text::bytea) END AS bytes
    FROM generate_series(1, $1::integer) AS n`,
};

describe('a prepared statement', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('CREATE TABLE portico.shapes AS SELECT 1 AS id, 7::integer AS value');
    await database.query('GRANT SELECT ON portico.shapes TO portico_app');
    source = await new DataSource(
      dataSourceOptions({ url: database.appUrl, poolSize: 2, role: 'application' }),
    ).initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  /** What one connection answers, and how often PostgreSQL described the columns meanwhile. */
  const answers = async (
    ask: (client: Client) => Promise<QueryResult[]>,
  ): Promise<{ results: QueryResult[]; descriptions: number }> => {
    const client = await poolOf(source).connect();
    const { connection } = client as unknown as { connection: Connection };
    let descriptions = 0;
    const count = (): void => void (descriptions += 1);
    connection.on('rowDescription', count);
    try {
      return { results: await ask(client as unknown as Client), descriptions };
    } finally {
      connection.off('rowDescription', count);
      client.release(true);
    }
  };
  const askEach = async (client: Client, queries: readonly object[]): Promise<QueryResult[]> => {
    const results: QueryResult[] = [];
    for (const query of queries) results.push(await client.query(query as never));
    return results;
  };

  it('has the rows that pg reads without it, and is described once on each connection', async () => {
    const asked = [3, 1, 0, 2].map((count) => ({ ...ROWS, values: [count] }));
    for (let connections = 0; connections < 2; connections++) {
      const { results, descriptions } = await answers((client) => askEach(client, asked));
      const plain = await answers((client) =>
        askEach(
          client,
          asked.map(({ name: _name, ...query }) => query),
        ),
      );
      expect(results.map(({ rows }) => rows)).toEqual(plain.results.map(({ rows }) => rows));
      expect(results.map(({ rowCount }) => rowCount)).toEqual([3, 1, 0, 2]);
      expect([descriptions, plain.descriptions]).toEqual([1, 4]);
    }
  });

  it('tells statements apart, also after one that failed', async () => {
    const failing = { name: 'prepared-query.failing', text: 'SELECT 1 / $1::integer AS quotient', values: [0] };
    const { results } = await answers(async (client) => {
      await expect(client.query(failing)).rejects.toMatchObject({ code: '22012' });
      return askEach(client, [
        { ...failing, values: [1] },
        { ...ROWS, values: [1] },
        { ...failing, values: [-1] },
      ]);
    });
    expect(results.map(({ rows }) => Object.keys(rows[0] as object))).toEqual([
      ['quotient'],
      ['number', 'text', 'list', 'time', 'bytes'],
      ['quotient'],
    ]);
    expect(results[2]!.rows).toEqual([{ quotient: -1 }]);
  });

  it('has its rows as arrays, or by other parsers, where that is asked for', async () => {
    const types = { getTypeParser: () => (text: string) => `as ${text}` };
    const { results } = await answers((client) =>
      askEach(client, [
        { ...ROWS, values: [1], rowMode: 'array' },
        { ...ROWS, values: [1] },
        { ...ROWS, values: [1], types },
        { ...ROWS, values: [1] },
      ]),
    );
    const time = new Date('2026-12-01T01:02:03.456Z');
    const row = { number: 1, text: 'text 1', list: [1, 2], time, bytes: null };
    expect(results[0]!.rows).toEqual([[1, 'text 1', [1, 2], time, null]]);
    expect(results[2]!.rows).toEqual([expect.objectContaining({ number: 'as 1', list: 'as {1,2}' })]);
    expect([results[1]!.rows, results[3]!.rows]).toEqual([[row], [row]]);
  });

  it('fails once the types of its columns changed, and is never read by the former ones', async () => {
    const shape = { name: 'prepared-query.shape', text: 'SELECT s.value FROM portico.shapes AS s WHERE s.id = $1' };
    const { results } = await answers(async (client) => {
      const before = await client.query({ ...shape, values: [1] });
      await database.query('ALTER TABLE portico.shapes ALTER COLUMN value TYPE text');
      await expect(client.query({ ...shape, values: [1] })).rejects.toThrow('cached plan must not change result type');
      return [before];
    });
    expect(results[0]!.rows).toEqual([{ value: 7 }]);
    const after = await answers((client) => askEach(client, [{ ...shape, values: [1] }]));
    expect(after.results[0]!.rows).toEqual([{ value: '7' }]);
  });
});
