import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import { builtSource } from '../support/built-source';
import { createTestDatabase, type TestDatabase } from '../support/database';

const TEMPLATE = /`[^`]*\$rows[^`]*`(?:\.replaceAll\('[^']*', (?:'[^']*'|"[^"]*")\))?/.source;
const STATEMENT = new RegExp(`name: '([\\w.-]+)',[^\`']*?text: (${TEMPLATE}|'[^']*\\$rows[^']*')`, 'g');
const COLUMNS = /const OBSERVED_COLUMNS = (`[^`]*`)/;

/** Statements of every journey; the others are rare, and may read an index until PostgreSQL knows how long it is. */
const OFTEN = /^(?!consumers|links|clicks|grants\.(?:return|judge)|consent-links\.(?:return|judge))/;

/** Every statement that a lane prepares, as PostgreSQL gets it. */
function statements(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { file, text } of builtSource()) {
    for (const [, name, expression] of text.matchAll(STATEMENT)) {
      const whole = new Function(
        'exports',
        `const OBSERVED_COLUMNS = ${COLUMNS.exec(text)?.[1] ?? "''"}; return ${expression}`,
      ) as (exports: unknown) => string;
      found.set(name!, whole(require(file)).replaceAll('$rows', '$1::json'));
    }
  }
  return found;
}

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
