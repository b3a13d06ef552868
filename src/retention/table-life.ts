/** Injection token of the lives of all tables: TableLife[]. */
export const TABLE_LIVES = Symbol('TableLives');

/** Removes old rows, or erases what is old in them, by batches. */
export interface Removal {
  /** Rows older than so many days. */
  readonly days: number;
  /**
   * One batch: $1 the days, $2 how many rows to look at, $3 where to go on (null: at the beginning). Answers one row:
   * how many were looked at (`looked`), how many of them were changed (`gone`), and the place of the last one as text
   * (`last`).
   */
  readonly text: string;
}

/** How long the rows of one table of the schema `portico` are kept. */
export interface TableLife {
  readonly table: string;
  /** As docs/retention.md has it. */
  readonly life: string;
  /** None: nothing of the table is removed here. */
  readonly removals: readonly Removal[];
  /**
   * A query for the instant of the oldest row, from the end of an index; null where rows have no order in time, or are
   * overwritten in place.
   */
  readonly oldest: string | null;
}

type PlaceType = 'uuid' | 'timestamptz' | 'date';

interface OldRows {
  readonly table: string;
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /**
   * The column with an index in whose order the rows are looked at; a uuid is a UUIDv7, which begins with its instant.
   */
  readonly place: string;
  readonly type: PlaceType;
  /** The condition of a partial index on `place`. */
  readonly among?: string;
  /** Condition for a row `t` that may go; it is judged under the row's lock. Rows that must stay are passed over. */
  readonly mayGo?: string;
  /** Erases instead of deleting: the SET clause of an UPDATE. */
  readonly erase?: string;
  /** A further part of the statement that reads what went from `gone`, written with it. */
  readonly beside?: string;
}

const START: Readonly<Record<PlaceType, string>> = {
  uuid: "'00000000-0000-0000-0000-000000000000'",
  timestamptz: "'-infinity'",
  date: "'-infinity'",
};
const bound = (type: PlaceType): string =>
  type === 'uuid'
    ? 'portico.lowest_entry_id(now() - make_interval(days => $1))'
    : `(now() - make_interval(days => $1))::${type}`;

/**
 * A batch that looks at the oldest rows in the order of an index and removes those that may go; rows that another
 * session has locked are left for later.
 */
export function removing({ table, key, place, type, among = 'true', mayGo = 'true', erase, beside }: OldRows): string {
  const columns = (alias: string): string => key.map((column) => `${alias}.${column}`).join(', ');
  const same = (one: string, other: string): string =>
    key.map((column) => `${one}.${column} = ${other}.${column}`).join(' AND ');
  const change =
    erase === undefined
      ? `DELETE FROM portico.${table} AS t USING locked AS k`
      : `UPDATE portico.${table} AS t SET ${erase} FROM locked AS k`;
  return `
    WITH looked AS MATERIALIZED (
      SELECT ${columns('t')}, t.${place} AS place FROM portico.${table} AS t
      WHERE t.${place} < ${bound(type)} AND t.${place} >= coalesce($3::${type}, ${START[type]}::${type}) AND ${among}
        ORDER BY t.${place} LIMIT $2
    ), locked AS MATERIALIZED (
      SELECT ${columns('t')} FROM looked AS l JOIN portico.${table} AS t ON ${same('t', 'l')} WHERE ${among}
        AND ${mayGo} FOR UPDATE OF t SKIP LOCKED
    ), gone AS (${change} WHERE ${same('t', 'k')} RETURNING t.*)${beside === undefined ? '' : `, beside AS (${beside})`}
    SELECT (SELECT count(*) FROM looked)::integer AS looked, (SELECT count(*) FROM gone)::integer AS gone,
      (SELECT l.place::text FROM looked AS l ORDER BY l.place DESC LIMIT 1) AS last`;
}

/** The instant of the first row in the order of a column with an index. */
export function oldestBy(table: string, place: string, type: PlaceType): string {
  return `SELECT ${type === 'uuid' ? `portico.instant_of_id(t.${place})` : `t.${place}::timestamptz`}
    FROM portico.${table} AS t ORDER BY t.${place} LIMIT 1`;
}

/** Rows go so many days after the instant of `place`. */
export function removedAfter(days: number, life: string, rows: OldRows): TableLife {
  return {
    table: rows.table,
    life,
    removals: [{ days, text: removing(rows) }],
    oldest: oldestBy(rows.table, rows.place, rows.type),
  };
}

/** Tables that belong to no room. */
export const schemaLives: readonly TableLife[] = [
  { table: 'migrations', life: 'for ever: which migrations have run', removals: [], oldest: null },
];

/** Nothing of the table is removed here; `life` says why, or what removes it. */
export function kept(table: string, life: string, oldest: string | null = null): TableLife {
  return { table, life, removals: [], oldest };
}
