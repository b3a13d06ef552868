import { columnsOf, type EntityClass, tableOf } from '../database/statements/columns';

/** Injection token of the retention rules of all tables: TableLife[]. */
export const TABLE_LIVES = Symbol('TableLives');

/** Removes old rows, or erases old values in them, in batches. */
export interface Removal {
  /** Applies to rows older than this many days. */
  readonly days: number;
  /**
   * One batch. $1: days; $2: how many rows to examine; $3: where to continue (null: at the beginning). Returns one row:
   * how many were `examined`, how many of them changed (`gone`), and the place of the last one as text (`last`).
   */
  readonly text: string;
}

/** How long the rows of one table of the schema `portico` are kept. */
export interface TableLife {
  readonly table: string;
  /** The text in docs/retention.md. */
  readonly life: string;
  /** Empty: nothing of the table is removed here. */
  readonly removals: readonly Removal[];
  /** A query for the oldest row's instant, from an index; null: no order in time, or rows overwritten in place. */
  readonly oldest: string | null;
}

type OrderType = 'uuid' | 'timestamptz' | 'date';

interface RowOrder {
  readonly table: string;
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** The indexed column in whose order the rows are examined; a uuid is a UUIDv7, which begins with its instant. */
  readonly orderedBy: string;
  readonly type: OrderType;
}

interface OldRows extends RowOrder {
  /** The condition of a partial index on `orderedBy`. */
  readonly among?: string;
  /** Condition under which a row `t` may be removed; it is evaluated under the row's lock. Other rows are skipped. */
  readonly mayGo?: string;
  /** Erases values instead of deleting rows: the SET clause of an UPDATE. */
  readonly erase?: string;
  /** An additional part of the statement, which reads the removed rows from `gone`. */
  readonly alsoDelete?: string;
}

const START: Readonly<Record<OrderType, string>> = {
  uuid: "'00000000-0000-0000-0000-000000000000'",
  timestamptz: "'-infinity'",
  date: "'-infinity'",
};
const bound = (type: OrderType): string =>
  type === 'uuid'
    ? 'portico.lowest_entry_id(now() - make_interval(days => $1))'
    : `(now() - make_interval(days => $1))::${type}`;

/** A batch of the oldest rows in an index's order: removes those that may go, leaves locked ones for later. */
export function removing({
  table,
  key,
  orderedBy,
  type,
  among = 'true',
  mayGo = 'true',
  erase,
  alsoDelete,
}: OldRows): string {
  const columns = (alias: string): string => key.map((column) => `${alias}.${column}`).join(', ');
  const same = (one: string, other: string): string =>
    key.map((column) => `${one}.${column} = ${other}.${column}`).join(' AND ');
  const change =
    erase === undefined
      ? `DELETE FROM portico.${table} AS t USING locked AS k`
      : `UPDATE portico.${table} AS t SET ${erase} FROM locked AS k`;
  return `
    WITH examined AS MATERIALIZED (
      SELECT ${columns('t')}, t.${orderedBy} AS orderedBy FROM portico.${table} AS t
      WHERE t.${orderedBy} < ${bound(type)} AND t.${orderedBy} >= coalesce($3::${type}, ${START[type]}::${type})
        AND ${among}
        ORDER BY t.${orderedBy} LIMIT $2
    ), locked AS MATERIALIZED (
      SELECT ${columns('t')} FROM examined AS l JOIN portico.${table} AS t ON ${same('t', 'l')} WHERE ${among}
        AND ${mayGo} FOR UPDATE OF t SKIP LOCKED
    ), gone AS (${change} WHERE ${same('t', 'k')} RETURNING
      t.*)${alsoDelete === undefined ? '' : `, alsoDelete AS (${alsoDelete})`}
    SELECT (SELECT count(*) FROM examined)::integer AS examined, (SELECT count(*) FROM gone)::integer AS gone,
      (SELECT l.orderedBy::text FROM examined AS l ORDER BY l.orderedBy DESC LIMIT 1) AS last`;
}

/** The instant of the first row in the order of an indexed column. */
export function oldestBy({ table, orderedBy, type }: RowOrder): string {
  return `SELECT ${type === 'uuid' ? `portico.instant_of_id(t.${orderedBy})` : `t.${orderedBy}::timestamptz`}
    FROM portico.${table} AS t ORDER BY t.${orderedBy} LIMIT 1`;
}

/** The rows of an entity, in the order of an indexed column. */
export function rowsOf<Entity extends object>(entity: EntityClass<Entity>, property: keyof Entity & string): RowOrder {
  const columns = columnsOf(entity);
  const { name: orderedBy, type } = columns.find((column) => column.property === property)!;
  const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  return { table: tableOf(entity).split('.')[1]!, key, orderedBy, type: type as OrderType };
}

/** Rows are removed this many days after the instant in `orderedBy`. */
export function removedAfter(days: number, life: string, rows: OldRows): TableLife {
  return {
    table: rows.table,
    life,
    removals: [{ days, text: removing(rows) }],
    oldest: oldestBy(rows),
  };
}

/** Tables that belong to no module. */
export const schemaLives: readonly TableLife[] = [
  { table: 'migrations', life: 'for ever: which migrations have run', removals: [], oldest: null },
];

/** A table of which nothing is removed here; `life` says why, or what removes its rows. */
export function kept(table: string, life: string, oldest: string | null = null): TableLife {
  return { table, life, removals: [], oldest };
}
