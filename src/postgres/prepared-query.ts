import { type Connection, Query, type QueryConfig, type QueryResult } from 'pg';

/** What pg's types leave out of its Query and Result (pg/lib/query.js, result.js). */
interface Columns {
  fields: unknown;
  _parsers: unknown;
  _prebuiltEmptyResultObject: unknown;
}
interface Internals {
  readonly _result: Columns;
  _accumulateRows: boolean;
  name: string;
  values: unknown[] | undefined;
  callback: QueryAnswered;
  prepare(connection: Connection): void;
  handleRowDescription(message: object): void;
}
export type QueryAnswered = (error: Error | null | undefined, result?: QueryResult) => void;

export type NamedQuery = QueryConfig & { readonly name: string };

/** What is known of a connection. */
interface Known {
  /** The columns of its prepared statements, by name. */
  readonly columns: Map<string, Columns>;
  /** The connection, for queries that need no description. */
  readonly undescribed: Connection;
}

const KNOWN = new WeakMap<Connection, Known>();

function knownOf(connection: Connection): Known {
  const found = KNOWN.get(connection);
  if (found) return found;
  const undescribed = Object.create(connection, { describe: { value: () => undefined } }) as Connection;
  const known = { columns: new Map<string, Columns>(), undescribed };
  KNOWN.set(connection, known);
  return known;
}

const Base = Query as unknown as new (text: string) => Query & Internals;

/**
 * A statement with a name. pg asks PostgreSQL for the columns of the result at every execution, and reads them again;
 * this asks once on each connection. They cannot change: PostgreSQL fails a prepared statement whose result would.
 */
export class PreparedQuery extends Base {
  private known: Known | undefined;

  constructor({ name, text, values }: NamedQuery, callback: QueryAnswered) {
    super(text);
    this.name = name;
    this.values = values;
    this.callback = callback;
  }

  override prepare(connection: Connection): void {
    this.known = knownOf(connection);
    const columns = this.known.columns.get(this.name);
    if (!columns) return super.prepare(connection);
    Object.assign(this._result, columns);
    this._accumulateRows = true;
    super.prepare(this.known.undescribed);
  }

  override handleRowDescription(message: object): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    this.known!.columns.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}
