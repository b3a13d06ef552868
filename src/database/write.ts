/**
 * A named SQL statement that takes many rows at once. `text` reads its rows from `$rows`, a JSON array
 * (`FROM json_to_recordset($rows) AS r(…)`), and returns one row for each row that it wrote: fewer means that a
 * condition in the statement refused one. Rows are found by a key: a condition that implies the predicate of a partial
 * index (`due_at IS NOT NULL`) is written `coalesce(due_at IS NOT NULL, false)`, or PostgreSQL may compare each row
 * with all of that index.
 */
export interface Statement<Row extends object> {
  readonly name: string;
  readonly text: string;
  /**
   * Names what a row changes, where callers are likely to change the same thing at once. PostgreSQL changes a row only
   * once in a statement, so of two rows with the same target the second waits for the next flush.
   */
  target?(row: Row): string;
  /** Of several rows for one target only the last matters: they go into one flush, and only the last is written. */
  readonly lastWins?: true;
  /** Never set: carries the row type. */
  readonly row?: Row;
}

interface PlannedRow {
  readonly statement: Statement<object>;
  readonly row: object;
}

/** A change that has not been committed: rows for named statements, and the result once they are committed. */
export interface Write<R> {
  readonly rows: readonly PlannedRow[];
  readonly result: R;
}

/** One row for one statement. */
export function write<Row extends object, R>(statement: Statement<Row>, row: Row, result: R): Write<R> {
  return { rows: [{ statement, row }], result };
}

/** All changes in one commit; the result is that of the first. */
export function together<R>(first: Write<R>, ...others: readonly Write<unknown>[]): Write<R> {
  return { rows: [...first.rows, ...others.flatMap(({ rows }) => rows)], result: first.result };
}

/** No change at all. */
export function nothing<R>(result: R): Write<R> {
  return { rows: [], result };
}
