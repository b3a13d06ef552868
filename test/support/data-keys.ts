import { DataKey } from '../../src/privacy/data-key/data-key';
import { SEALED_COLUMNS } from '../../src/privacy/data-key/sealed-columns';
import type { TestDatabase } from './database';

export const newDataKey = (byte: number): { text: string; key: DataKey } => {
  const bytes = Buffer.alloc(32, byte);
  return { text: bytes.toString('base64url'), key: new DataKey(bytes) };
};

interface Row {
  readonly key: string[];
  readonly context: string;
  readonly value: Buffer | { sealed: string }[];
}

/** Every value that is sealed under a data key, with where it stands. */
export async function sealedValues(
  database: TestDatabase,
): Promise<{ table: string; column: string; key: readonly string[]; context: string; sealed: Buffer[] }[]> {
  const found = [];
  for (const { table, key, column, context, among = 'true' } of SEALED_COLUMNS) {
    const rows = await database.query<Row>(
      `SELECT ARRAY[${key.map(([name]) => `t.${name}::text`).join(', ')}] AS key, ${context} AS context,
         t.${column} AS value FROM portico.${table} AS t WHERE ${among}`,
    );
    for (const row of rows)
      found.push({
        table,
        column,
        key: row.key,
        context: row.context,
        sealed: Buffer.isBuffer(row.value) ? [row.value] : row.value.map(({ sealed }) => Buffer.from(sealed, 'hex')),
      });
  }
  return found;
}

/** Seals everything as the version before key ids did, under `key`, and removes what that version does not know. */
export async function asVersionBefore(database: TestDatabase, dataKey: DataKey): Promise<void> {
  for (const { table, column, key, context, sealed } of await sealedValues(database)) {
    if (table === 'index_keys' || sealed.length === 0) continue;
    const before = sealed.map((value) => dataKey.sealUnnamed(context, dataKey.open(context, value)));
    const names = SEALED_COLUMNS.find((one) => one.table === table)!.key;
    const value =
      column === 'replaced_secrets'
        ? JSON.stringify(before.map((one) => ({ sealed: one.toString('hex'), until: '2999-01-01T00:00:00Z' })))
        : before[0];
    await database.query(
      `UPDATE portico.${table} AS t SET ${column} = $1
       WHERE ${names.map(([name, type], at) => `t.${name} = $${at + 2}::${type}`).join(' AND ')}`,
      [value, ...key],
    );
  }
  await database.query('DELETE FROM portico.data_keys');
  await database.query('DELETE FROM portico.index_keys');
}
