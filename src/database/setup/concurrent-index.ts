import type { QueryRunner } from 'typeorm';

/** An index as a migration states it. */
export interface ConcurrentIndex {
  /** Without the schema. */
  readonly name: string;
  readonly table: string;
  /** What follows the table's name: `(columns) WHERE …`. */
  readonly on: string;
  readonly isUnique?: boolean;
}

/**
 * Makes an index while the table is read and written; of a partitioned table part by part. For migrations with
 * `transaction = false`. May be repeated: an index that an interrupted try left unusable is made again.
 */
export async function createIndexConcurrently(runner: QueryRunner, index: ConcurrentIndex): Promise<void> {
  // It waits for transactions that are older, under a lock that no read or write waits for.
  const [before] = (await runner.query(`SELECT current_setting('lock_timeout') AS "lockTimeout"`)) as [
    { lockTimeout: string },
  ];
  await runner.query('SET lock_timeout = 0');
  try {
    const parts = await partsOf(runner, index.table);
    if (parts === null) await build(runner, index);
    else await buildInParts(runner, index, parts);
  } finally {
    await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [before.lockTimeout]);
  }
}

/** The partitions; null for a table without any. */
async function partsOf(runner: QueryRunner, table: string): Promise<string[] | null> {
  const rows = (await runner.query(
    `SELECT c.relkind AS kind, p.inhrelid::regclass::text AS part FROM pg_class AS c
       LEFT JOIN pg_inherits AS p ON p.inhparent = c.oid WHERE c.oid = $1::regclass`,
    [`portico.${table}`],
  )) as { kind: string; part: string | null }[];
  if (rows[0]!.kind !== 'p') return null;
  return rows.flatMap(({ part }) => part?.replace(/^portico\./, '') ?? []);
}

/** Whether the index can be used; null when there is none. */
async function isValid(runner: QueryRunner, name: string): Promise<boolean | null> {
  const [row] = (await runner.query(
    `SELECT i.indisvalid AS "isValid" FROM pg_index AS i WHERE i.indexrelid = to_regclass($1)`,
    [`portico.${name}`],
  )) as { isValid: boolean }[];
  return row?.isValid ?? null;
}

async function build(runner: QueryRunner, { name, table, on, isUnique = false }: ConcurrentIndex): Promise<void> {
  const found = await isValid(runner, name);
  if (found === true) return;
  if (found === false) await runner.query(`DROP INDEX CONCURRENTLY portico.${name}`);
  await runner.query(`CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${name} ON portico.${table} ${on}`);
}

/**
 * PostgreSQL makes no index of a partitioned table concurrently. So first the index of the table alone, which is not
 * used yet and which new partitions get from then on; then those of the partitions, each of which is attached. With the
 * last one the whole is valid.
 */
async function buildInParts(runner: QueryRunner, index: ConcurrentIndex, parts: readonly string[]): Promise<void> {
  const { name, table, on, isUnique = false } = index;
  if ((await isValid(runner, name)) === null)
    await runner.query(`CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${name} ON ONLY portico.${table} ${on}`);
  for (const part of parts) {
    const own = `${part}_${name.replace(`${table}_`, '')}`;
    await build(runner, { ...index, name: own, table: part });
    await runner.query(`ALTER INDEX portico.${name} ATTACH PARTITION portico.${own}`);
  }
}
