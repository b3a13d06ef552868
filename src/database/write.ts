import { isRefusedBy } from './failure';
import { RowParameters } from './statements/row-parameters';

interface Definition<Row extends object> {
  readonly name: string;
  readonly text: string;
  /** What a row changes: of two rows with one target the second waits, since a statement changes a row only once. */
  target?(row: Row): string;
  /** Of several rows for one target only the last matters: they go into one flush, and only the last is written. */
  readonly lastWins?: true;
}

/**
 * A named SQL statement that takes many rows at once. `text` reads them from `$rows`, with the members that it needs
 * and their types (`FROM $rows AS r(entry_id uuid, …)`), and returns one row for each row that it wrote: fewer means
 * that a condition in the statement refused one. Rows are found by a key: a condition that implies the predicate of a
 * partial index (`due_at IS NOT NULL`) is written `coalesce(due_at IS NOT NULL, false)`, or PostgreSQL may compare each
 * row with all of that index.
 */
export class Statement<in Row extends object> {
  private static readonly byName = new Map<string, Statement<never>>();

  readonly name: string;
  readonly text: string;
  readonly parameters: RowParameters;
  readonly target: ((row: Row) => string) | undefined;
  readonly lastWins: true | undefined;

  /** Throws an error when the name is taken. */
  constructor({ name, text, target, lastWins }: Definition<Row>) {
    if (Statement.byName.has(name)) throw new Error(`there are two statements ${name}`);
    Statement.byName.set(name, this);
    this.name = name;
    this.text = text;
    this.parameters = new RowParameters(text);
    this.target = target;
    this.lastWins = lastWins;
  }

  /** Every statement of the modules that are loaded. */
  static get all(): readonly Statement<never>[] {
    return [...Statement.byName.values()];
  }

  /** Whether the error is that this statement refused its row. */
  refused(error: unknown): boolean {
    return isRefusedBy(error, this);
  }
}

interface PlannedRow {
  readonly statement: Statement<never>;
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

export function nothing<R>(result: R): Write<R> {
  return { rows: [], result };
}
