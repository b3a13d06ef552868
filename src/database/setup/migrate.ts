import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { AbstractLogger, DataSource, MigrationExecutor, QueryFailedError, type QueryRunner } from 'typeorm';
import { migrations } from '../../../migrations/all';
import { dataSourceOptions } from '../data-source';

/** An arbitrary constant of our own: one process at a time migrates. */
const MIGRATION_LOCK = 0x706f7274;
/** Milliseconds between two tries to be that process. */
const ASKS_AGAIN_MS = 200;
/** SQLSTATE lock_not_available: a lock was not granted within `lock_timeout`. */
const LOCK_TIMEOUT = '55P03';

/** TypeORM prints each try that failed; what is thrown in the end says more. */
class Quiet extends AbstractLogger {
  protected writeLog(): void {}
}

/** How a migration deals with requests that use its tables. */
export interface Patience {
  /**
   * Milliseconds that a statement waits for a lock. Later requests for the table queue behind it for as long, so this
   * bounds what a migration adds to the time of a request.
   */
  readonly lockMs: number;
  /** Milliseconds between two tries of a migration that did not get its locks, and until it is given up. */
  readonly pauseMs: number;
  readonly givesUpMs: number;
}

const PATIENCE: Patience = { lockMs: 500, pauseMs: 1_000, givesUpMs: 600_000 };

/**
 * Brings the schema up to date, one process at a time, beside replicas that serve requests (docs/upgrades.md). A
 * migration that does not get its locks is rolled back and tried again. Returns the names of the migrations that ran.
 */
export function migrate(
  ownerUrl: string,
  variable = 'MIGRATION_DATABASE_URL',
  patience: Patience = PATIENCE,
): Promise<string[]> {
  return asOwner(ownerUrl, variable, async (executor, runner) => {
    await runner.query(`SET lock_timeout = ${patience.lockMs}`);
    while (!(await holdsLock(runner))) await pause(ASKS_AGAIN_MS);
    try {
      await runner.query('CREATE SCHEMA IF NOT EXISTS portico');
      const pending = await executor.getPendingMigrations();
      await runAll(executor, runner, patience);
      return pending.map(({ name }) => name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    }
  });
}

/** The names of the migrations that have not run. Changes nothing. */
export function pendingMigrations(ownerUrl: string, variable = 'MIGRATION_DATABASE_URL'): Promise<string[]> {
  return asOwner(ownerUrl, variable, async (_executor, runner) => {
    const [{ isThere } = { isThere: false }] = (await runner.query(
      `SELECT to_regclass('portico.migrations') IS NOT NULL AS "isThere"`,
    )) as { isThere: boolean }[];
    const rows = isThere ? ((await runner.query('SELECT name FROM portico.migrations')) as { name: string }[]) : [];
    const ran = new Set(rows.map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !ran.has(name));
  });
}

async function asOwner<T>(
  url: string,
  variable: string,
  work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const source = new DataSource({
    ...dataSourceOptions({ url, poolSize: 1, role: null, variable }),
    migrations,
    migrationsTableName: 'migrations',
    logger: new Quiet(),
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'each';
  try {
    return await work(executor, runner);
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/**
 * Not `pg_advisory_lock`: a session that waits for it has a snapshot, and CREATE INDEX CONCURRENTLY, in the session
 * that holds it, would wait for that snapshot for ever.
 */
async function holdsLock(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS held', [MIGRATION_LOCK])) as [
    { held: boolean },
  ];
  return row.held;
}

async function runAll(executor: MigrationExecutor, runner: QueryRunner, patience: Patience): Promise<void> {
  const begun = performance.now();
  for (;;)
    try {
      await executor.executePendingMigrations();
      return;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      if (performance.now() - begun > patience.givesUpMs) throw await withoutLocks(executor, runner, patience, error);
      await pause(patience.pauseMs);
    }
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === LOCK_TIMEOUT;

/** Who holds locks of our tables, with what its transaction is called. All of this is shown to every login. */
const HOLDERS = `
  SELECT DISTINCT l.pid, l.virtualtransaction AS transaction,
    coalesce(nullif(a.application_name, ''), 'without a name') AS application
  FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation JOIN pg_stat_activity AS a ON a.pid = l.pid
  WHERE l.granted AND l.pid <> pg_backend_pid() AND c.relkind IN ('r', 'p')
    AND c.relnamespace = 'portico'::regnamespace`;

interface Holder {
  readonly pid: number;
  readonly transaction: string;
  readonly application: string;
}

async function withoutLocks(
  executor: MigrationExecutor,
  runner: QueryRunner,
  patience: Patience,
  cause: unknown,
): Promise<Error> {
  const [next] = await executor.getPendingMigrations();
  const before = (await runner.query(HOLDERS)) as Holder[];
  await pause(patience.pauseMs);
  const after = (await runner.query(HOLDERS)) as Holder[];
  const lasting = after.filter((one) => before.some(({ transaction }) => transaction === one.transaction));
  const named = lasting.map(({ pid, application }) => `${pid} (${application})`).join(', ');
  return new Error(
    `${next?.name ?? 'A migration'} did not get its locks and changed nothing. ${
      named === ''
        ? 'No transaction holds them for long: migrate again when there is less to do.'
        : `The tables are held by the server processes ${named}: end them (pg_terminate_backend), and migrate again.`
    }`,
    { cause },
  );
}
