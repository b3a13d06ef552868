import { builtSource } from '../support/built-source';
import { allStatements } from '../support/statements';
import { createTestDatabase, type TestDatabase } from '../support/database';

const UPSERT = /INSERT INTO portico\.(\w+)(?:(?!INSERT INTO)[^`])*?ON CONFLICT ON CONSTRAINT (\w+) DO UPDATE/g;
/** Primary keys whose ids are random for each attempt, so that no two rows have the same one. */
const DRAWN = new Set(['consumers_pkey']);

/** The upserted tables, and the constraints that their statements name. */
function upserts(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { text } of [...allStatements(), ...builtSource()]) {
    for (const [, table, constraint] of text.matchAll(UPSERT))
      found.set(table!, (found.get(table!) ?? new Set()).add(constraint!));
  }
  return found;
}

/** Every constraint that an upsert in the source names, whichever table it belongs to. */
const named = (): string[] =>
  builtSource().flatMap(({ text }) => [...text.matchAll(/ON CONSTRAINT (\w+) DO UPDATE/g)].map(([, name]) => name!));

describe('a table that is upserted', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const uniqueIndexes = async (table: string): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::regclass AND indisunique',
      [`portico.${table}`],
    );
    return rows.map(({ name }) => name.replace('portico.', '').replaceAll('"', '')).filter((name) => !DRAWN.has(name));
  };

  it('has only the unique index that the upsert names: a conflict on another one would fail', async () => {
    expect([...upserts().keys()].toSorted()).toEqual([
      'audit_samples',
      'consumers',
      'data_key_holders',
      'flow_counts',
      'flow_journeys',
      'flow_waits',
      'idempotency_keys',
      'journey_watches',
      'link_clicks',
      'operators',
      'poll_repair_totals',
      'quota_usage',
      'subject_erasures',
      'vendor_pauses',
    ]);
    expect([...upserts().values()].flatMap((constraints) => [...constraints]).toSorted()).toEqual(
      [...new Set(named())].toSorted(),
    );
    for (const [table, constraints] of upserts())
      expect({ table, unique: await uniqueIndexes(table) }).toEqual({ table, unique: [...constraints] });
  });

  it('control: another unique index is reported', async () => {
    const before = await uniqueIndexes('journey_watches');
    await database.query('CREATE UNIQUE INDEX one_more ON portico.journey_watches (vendor, reference)');
    expect(await uniqueIndexes('journey_watches')).toEqual([...before, 'one_more']);
  });
});
