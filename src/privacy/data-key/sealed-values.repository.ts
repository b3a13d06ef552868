import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { FINGERPRINTS } from './key-ring';
import type { SealedColumn } from './sealed-columns';

/** A value in a list of replaced secrets; further members stay as they are. */
export interface ListedValue {
  readonly sealed: string;
}

export type StoredValue = Buffer | readonly ListedValue[];

/** A value that does not name the key that it should. */
export interface OtherValue {
  /** The primary key as texts. */
  readonly key: readonly string[];
  readonly context: string;
  readonly value: StoredValue;
}

/** Part of a column's rows in the order of their key. */
export interface Page<Found> {
  readonly found: Found;
  /** Where to continue; null: there are no more rows. */
  readonly next: readonly string[] | null;
}

/** Rows that one statement reads. */
const READ_AT_ONCE = 10_000;

const keyOf = ({ key }: SealedColumn): string => key.map(([name]) => `t.${name}`).join(', ');
const keyTexts = ({ key }: SealedColumn): string => `ARRAY[${key.map(([name]) => `t.${name}::text`).join(', ')}]`;

/** Up to $2 rows after the key in $1; null: from the beginning. */
function rowsOf(column: SealedColumn, from: readonly string[] | null): string {
  const last = column.key.map(([, type], at) => `($1::text[])[${at + 1}]::${type}`).join(', ');
  const condition = from === null ? '$1::text[] IS NULL' : `(${keyOf(column)}) > (${last})`;
  return `FROM portico.${column.table} AS t WHERE ${condition} ORDER BY ${keyOf(column)} LIMIT $2`;
}

/** The ids of the keys that the row's value names, as an array. */
const namedBy = ({ form, column, among = 'true' }: SealedColumn): string =>
  form === 'bytes'
    ? `CASE WHEN ${among} THEN ARRAY[portico.data_key_of(t.${column})] ELSE '{}' END`
    : `ARRAY(SELECT portico.data_key_of(decode(e.value->>'sealed', 'hex'))
        FROM jsonb_array_elements(t.${column}) AS e(value))`;

const OLD_FINGERPRINTS = `
  SELECT EXISTS (
    SELECT FROM (SELECT k.fingerprint FROM portico.idempotency_keys AS k ORDER BY k.created_at LIMIT $1) AS oldest
    WHERE octet_length(oldest.fingerprint) = ${FINGERPRINTS.unnamed}) AS has`;

/** Values that are sealed under the data key, read and replaced in the order of their rows' keys. */
@Injectable()
export class SealedValuesRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** How many values name each key, among the next rows; `unnamed`: those of before. */
  async count(column: SealedColumn, from: readonly string[] | null): Promise<Page<ReadonlyMap<string, number>>> {
    const text = `
      WITH page AS MATERIALIZED (SELECT ${keyTexts(column)} AS key, ${namedBy(column)} AS names,
        row_number() OVER (ORDER BY ${keyOf(column)}) AS place ${rowsOf(column, from)})
      SELECT (SELECT jsonb_object_agg(n.name, n.count) FROM (SELECT u.name, count(*) AS count FROM page AS p,
          unnest(p.names) AS u(name) GROUP BY u.name) AS n) AS counts,
        (SELECT p.key FROM page AS p WHERE p.place = $2) AS next`;
    const { rows } = await reading(() =>
      this.pool.query<{ counts: Record<string, number> | null; next: string[] | null }>(text, [from, READ_AT_ONCE]),
    );
    return { found: new Map(Object.entries(rows[0]!.counts ?? {})), next: rows[0]!.next };
  }

  /** The values among the next `most` rows that name another key than `keyId`, or none. */
  async others(
    column: SealedColumn,
    keyId: string,
    from: readonly string[] | null,
    most: number,
  ): Promise<Page<readonly OtherValue[]>> {
    const isOther = `${namedBy(column)} <> array_fill($3::text, ARRAY[cardinality(${namedBy(column)})])`;
    const text = `
      SELECT ${keyTexts(column)} AS key, ${column.context} AS context,
        CASE WHEN ${isOther} THEN t.${column.column} END AS value ${rowsOf(column, from)}`;
    const { rows } = await reading(() =>
      this.pool.query<Omit<OtherValue, 'value'> & { value: StoredValue | null }>(text, [from, most, keyId]),
    );
    return {
      found: rows.flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }])),
      next: rows.length < most ? null : rows.at(-1)!.key,
    };
  }

  /**
   * Whether answers are stored that are compared under the first key itself, as the version before did. They are among
   * the oldest ones: what is made now is compared under the key of its index.
   */
  async hasOldFingerprints(): Promise<boolean> {
    const { rows } = await reading(() => this.pool.query<{ has: boolean }>(OLD_FINGERPRINTS, [READ_AT_ONCE]));
    return rows[0]!.has;
  }

  /** Replaces values that are still as they were read, and returns how many that was. */
  async replace(
    column: SealedColumn,
    values: readonly (OtherValue & { readonly sealedAnew: StoredValue })[],
  ): Promise<number> {
    const type = column.form === 'bytes' ? 'bytea' : 'jsonb';
    const stored = (value: StoredValue): Buffer | string => (Buffer.isBuffer(value) ? value : JSON.stringify(value));
    const names = column.key.map((_, at) => `k${at}`);
    const arrays = names.map((_, at) => `$${at + 3}::text[]`);
    const text = `
      UPDATE portico.${column.table} AS t SET ${column.column} = r.fresh
      FROM unnest($1::${type}[], $2::${type}[], ${arrays.join(', ')}) AS r(former, fresh, ${names.join(', ')})
      WHERE ${column.key.map(([name, keyType], at) => `t.${name} = r.k${at}::${keyType}`).join(' AND ')}
        AND t.${column.column} = r.former`;
    const { rowCount } = await reading(() =>
      this.pool.query(text, [
        values.map(({ value }) => stored(value)),
        values.map(({ sealedAnew }) => stored(sealedAnew)),
        ...names.map((_, at) => values.map(({ key }) => key[at])),
      ]),
    );
    return rowCount ?? 0;
  }
}
