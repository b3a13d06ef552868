import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { Fault } from '../errors';
import { asDatabaseFailure, WriteRefused } from './failure';
import type { Statement, Write } from './write';

/** The most rows of one statement in one flush; the most waiting writes before a queue refuses more. */
const MAX_ROWS = 256;
const MAX_WAITING = 4096;
/** Milliseconds. When the database fails a flush, waiting writes older than this fail too, to be answered in time. */
const MAX_WAIT = 1_000;
/** How often writes are tried again that PostgreSQL rolled back for the sake of another transaction. */
const MAX_RETRIES = 3;
/** SQLSTATE of a COMMIT that was durable here but whose wait for the standby was cancelled; this is not a success. */
const WAIT_CANCELLED = '01000';

type Rows = Write<unknown>['rows'];

interface Prepared {
  readonly name: string;
  readonly text: string;
}

interface Waiting {
  readonly rows: Rows;
  /** By performance.now(). */
  readonly since: number;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Commits writes of one shape from many callers together, one statement a flush: all or nothing. A flush takes what one
 * turn of the event loop brought; what arrives meanwhile waits for the next. A failed flush is split until only the
 * faulty write fails.
 */
export class CommitQueue {
  private readonly waiting: Waiting[] = [];
  private readonly statements: readonly Statement<never>[];
  private readonly forMany: Prepared;
  /** For a flush with one row of each statement. */
  private readonly forOne: Prepared;
  private isFlushing = false;

  constructor(
    private readonly pool: Pool,
    sample: Rows,
  ) {
    this.statements = [...new Set(sample.map(({ statement }) => statement))];
    const shape = this.statements.map(({ name }) => name).join('+');
    // PostgreSQL keeps 63 characters of a prepared statement's name.
    const name = createHash('sha256').update(shape).digest('hex').slice(0, 32);
    this.forMany = { name, text: combine(this.statements, false) };
    this.forOne = { name: `${name} one`, text: combine(this.statements, true) };
  }

  /** Whether these are rows for this queue's statements, which first occur in its order. */
  takes(rows: Rows): boolean {
    let found = 0;
    for (const { statement } of rows) {
      const index = this.statements.indexOf(statement);
      if (index < 0 || index > found) return false;
      if (index === found) found += 1;
    }
    return found === this.statements.length;
  }

  /** Writes that wait for the next flush. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Resolves once the rows are committed. Rejects with WriteRefused or Fault `database-unavailable`. */
  async commit(rows: Rows): Promise<void> {
    if (this.waiting.length >= MAX_WAITING)
      throw new Fault('database-unavailable', { detail: 'Too many writes are waiting for the database.' });
    const committed = new Promise<void>((done, failed) =>
      this.waiting.push({ rows, since: performance.now(), done, failed }),
    );
    if (!this.isFlushing) void this.flush();
    return committed;
  }

  private async flush(): Promise<void> {
    this.isFlushing = true;
    while (this.waiting.length > 0) {
      await setImmediate();
      await this.commitOrSplit(this.take());
    }
    this.isFlushing = false;
  }

  /** The writes of the next flush, no two for one target. Those that have to wait come first in the flush after it. */
  private take(): Waiting[] {
    const changed = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const write of this.waiting.splice(0, this.fitting())) {
      const targets = targetsOf(write);
      const mustWait = targets.some((target) => changed.has(target));
      (mustWait ? left : taken).push(write);
      if (!mustWait) for (const target of targets) changed.add(target);
    }
    this.waiting.unshift(...left);
    return taken;
  }

  /** How many of the waiting writes fit into one flush; at least one, however many rows it has. */
  private fitting(): number {
    const counts = this.statements.map(() => 0);
    const firstTooMany = this.waiting.findIndex((write, index) => {
      for (const { statement } of write.rows) counts[this.statements.indexOf(statement)]! += 1;
      return index > 0 && Math.max(...counts) > MAX_ROWS;
    });
    return firstTooMany < 0 ? this.waiting.length : firstTooMany;
  }

  private async commitOrSplit(writes: readonly Waiting[], retriesLeft = MAX_RETRIES): Promise<void> {
    try {
      await this.execute(this.rowsOf(writes));
      for (const { done } of writes) done();
    } catch (error) {
      if (isRolledBack(error) && retriesLeft > 0) return this.commitOrSplit(writes, retriesLeft - 1);
      const failure = asDatabaseFailure(error);
      if (writes.length === 1 || !isOneWritesFault(error, failure)) {
        const isTrouble = !(failure instanceof WriteRefused);
        for (const { failed } of [...writes, ...(isTrouble ? this.stale() : [])]) failed(failure);
        return;
      }
      const middle = Math.ceil(writes.length / 2);
      await this.commitOrSplit(writes.slice(0, middle));
      await this.commitOrSplit(writes.slice(middle));
    }
  }

  /** Removes the writes that have already waited longer than MAX_WAIT and returns them, so that they can be failed. */
  private stale(): Waiting[] {
    const limit = performance.now() - MAX_WAIT;
    const firstFresh = this.waiting.findIndex(({ since }) => since > limit);
    return this.waiting.splice(0, firstFresh < 0 ? this.waiting.length : firstFresh);
  }

  /** The rows of each statement. */
  private rowsOf(writes: readonly Waiting[]): readonly object[][] {
    const given = this.statements.map((): object[] => []);
    for (const { rows } of writes)
      for (const { statement, row } of rows) given[this.statements.indexOf(statement)]!.push(row);
    return given.map((rows, index) => written(this.statements[index]!, rows));
  }

  private async execute(given: readonly object[][]): Promise<void> {
    const isOne = given.every(({ length }) => length === 1);
    const values = this.statements.flatMap(({ parameters }, index) => parameters.valuesOf(given[index]!, isOne));
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onBroken = (error: Error): void => {
      broken = error;
    };
    client.on('error', onBroken);
    try {
      await committed(client, { ...(isOne ? this.forOne : this.forMany), values });
    } catch (error) {
      if (!keepsConnection(error)) broken = error as Error;
      throw error;
    } finally {
      client.off('error', onBroken);
      client.release(broken);
    }
  }
}

async function committed(client: PoolClient, query: Prepared & { values: unknown[] }): Promise<void> {
  let cancelled = false;
  const onNotice = (notice: { code?: string | undefined }): void => {
    cancelled ||= notice.code === WAIT_CANCELLED;
  };
  client.on('notice', onNotice);
  try {
    await client.query(query);
  } finally {
    client.off('notice', onNotice);
  }
  if (cancelled) throw new Fault('database-unavailable', { detail: 'The commit was not confirmed by the standby.' });
}

/** A target only matters where each row has to be written. */
function targetsOf({ rows }: Waiting): string[] {
  const targets: string[] = [];
  for (const { statement, row } of rows)
    if (statement.target && !statement.lastWins) targets.push(`${statement.name} ${statement.target(row as never)}`);
  return targets;
}

function written({ target, lastWins }: Statement<never>, rows: object[]): object[] {
  return target && lastWins ? [...new Map(rows.map((row) => [target(row as never), row])).values()] : rows;
}

/** Combines statements into one; `require_rows` rolls all of it back when a part wrote fewer rows than it was given. */
function combine(statements: readonly Statement<never>[], isOne: boolean): string {
  let next = 1;
  const parts = statements.map(({ name, parameters }, index) => {
    const first = next;
    next += parameters.count;
    const given = isOne ? '1' : `cardinality($${first})`;
    const check = `portico.require_rows('${name}', (SELECT count(*) FROM s${index}), ${given})`;
    return [`s${index} AS (${parameters.sqlFrom(first, isOne)})`, check] as const;
  });
  const [statementParts, checks] = [parts.map(([part]) => part), parts.map(([, check]) => check)];
  return `WITH ${statementParts.join(',\n')}\nSELECT ${checks.join(' AND ')}`;
}

const sqlState = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
};

/** After a connection error or a closed session (57P01 to 57P03), the connection's next statement would fail too. */
const keepsConnection = (error: unknown): boolean => sqlState(error) !== '' && !/^(08|57P)/.test(sqlState(error));

/** A serialization failure or a deadlock: nothing was written, and the other transaction may be over by now. */
const isRolledBack = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error));

/** A refused row, a row twice in a batch (21000), or rolled back each time: splitting helps. */
const isOneWritesFault = (error: unknown, failure: unknown): boolean =>
  failure instanceof WriteRefused || sqlState(error) === '21000' || isRolledBack(error);
