import { Client, type ClientConfig, type QueryConfig } from 'pg';
import { type QueryAnswered, type NamedQuery, PreparedQuery } from './prepared-query';

type Ask = (query: string | QueryConfig | PreparedQuery, values: unknown, answered: QueryAnswered) => void;

/**
 * Closes its connection with the first query that is not answered in `query_timeout` milliseconds: the next user would
 * wait behind the lost query. It keeps the time itself, since pg assigns a new function to each query for it, and V8
 * makes such functions old at once, with the query and its rows (old-objects.e2e-spec.ts).
 */
export class ImpatientClient extends Client {
  private readonly patienceMs: number | undefined;

  constructor({ query_timeout: patienceMs, ...options }: ClientConfig = {}) {
    super(options);
    this.patienceMs = patienceMs;
  }

  override query = ((query: string | QueryConfig, values?: unknown, answered?: QueryAnswered): unknown => {
    if (typeof values === 'function') return this.ask(query, undefined, values as QueryAnswered);
    if (answered) return this.ask(query, values, answered);
    const answer = new Promise((resolve, reject) => {
      this.ask(query, values, (error, result) => (error ? reject(error) : resolve(result)));
    });
    return answer.catch((error: Error) => {
      // As pg does: the trace leads to the code that asked, not to the socket.
      Error.captureStackTrace(error);
      throw error;
    });
  }) as Client['query'];

  private ask(query: string | QueryConfig, values: unknown, answered: QueryAnswered): void {
    const { patienceMs } = this;
    if (!patienceMs) return this.submit(query, values, answered);
    let isOver = false;
    const settle: QueryAnswered = (error, result) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      answered(error, result);
    };
    const timer = setTimeout(() => {
      settle(new Error('Query read timeout'));
      this.end().catch(() => undefined);
    }, patienceMs);
    this.submit(query, values, settle);
  }

  private submit(query: string | QueryConfig, values: unknown, answered: QueryAnswered): void {
    const ask = super.query as unknown as Ask;
    if (isNamed(query)) ask.call(this, new PreparedQuery(query, answered), undefined, answered);
    else ask.call(this, query, values, answered);
  }
}

/** Has a name, and asks for rows as objects. */
const isNamed = (query: string | (QueryConfig & { rowMode?: string })): query is NamedQuery =>
  typeof query === 'object' && query.name !== undefined && query.rowMode === undefined && query.types === undefined;
