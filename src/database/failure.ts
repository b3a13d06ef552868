import { types } from 'node:util';
import { QueryFailedError } from 'typeorm';
import { Fault } from '../errors';
import { SessionRefused } from '../postgres/session';
import { currentReads } from '../request-reads';

/** A condition in a statement, or a constraint, refused the write; `reason` is the statement's or constraint's name. */
export class WriteRefused extends Error {
  constructor(readonly reason: string) {
    super(`the write was refused by ${reason}`);
    this.name = 'WriteRefused';
  }
}

/** Whether the write was refused by one of these: a statement, or a constraint by its name. */
export function isRefusedBy(
  error: unknown,
  ...by: readonly (string | { readonly name: string })[]
): error is WriteRefused {
  return error instanceof WriteRefused && by.some((one) => (typeof one === 'string' ? one : one.name) === error.reason);
}

/** SQLSTATE of `portico.require_rows` (migration 0001). */
const ROWS_MISSING = 'PT001';
/** SQLSTATE classes of errors that the request caused: data, integrity. All others are failures of the database. */
const REQUEST_CLASSES = new Set(['22', '23']);

interface DriverError {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly message: string;
}

/** Translates a driver error into WriteRefused or Fault `database-unavailable`; other errors are returned unchanged. */
export function asDatabaseFailure(error: unknown): unknown {
  if (error instanceof Fault || error instanceof WriteRefused || !types.isNativeError(error)) return error;
  const driver: DriverError =
    error instanceof QueryFailedError ? (error.driverError as DriverError) : (error as DriverError);
  const code = typeof driver.code === 'string' ? driver.code : '';
  if (code === ROWS_MISSING) return new WriteRefused(driver.message);
  if (REQUEST_CLASSES.has(code.slice(0, 2)) && code.length === 5)
    return new WriteRefused(typeof driver.constraint === 'string' ? driver.constraint : code);
  return isDatabaseTrouble(error, code) ? new Fault('database-unavailable', { cause: error }) : error;
}

function isDatabaseTrouble(error: Error, code: string): boolean {
  return (
    error instanceof QueryFailedError ||
    error instanceof SessionRefused ||
    /^[0-9A-Z]{5}$/.test(code) ||
    /^E[A-Z]+$/.test(code) ||
    /timeout|terminated|Connection|Client has encountered|pool/i.test(error.message)
  );
}

/** SQLSTATE undefined_table, undefined_column, undefined_function. */
const LACKING = new Set(['42P01', '42703', '42883']);

/** Whether the schema lacks something that a migration brings which has not run yet. */
export function isSchemaBehind(error: unknown): boolean {
  for (let one = error; types.isNativeError(one); one = one.cause)
    if (LACKING.has(String((one as { code?: unknown }).code))) return true;
  return false;
}

/** Whether the database is unreachable or takes no writes now. A permanent refusal (wrong password) does not count. */
export function isAway(error: unknown): boolean {
  for (let one = error; types.isNativeError(one) && !(one instanceof SessionRefused); one = one.cause) {
    const { code } = one as { code?: unknown };
    if (
      typeof code === 'string'
        ? /^(E[A-Z_]+|08...|57P0[1-3]|53300|25006)$/.test(code)
        : /^(Connection terminated|timeout e|Query read timeout)/.test(one.message)
    )
      return true;
  }
  return false;
}

/** Runs a read, notes it for the request, and translates the database's failures. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    const found = await read();
    currentReads()?.note();
    return found;
  } catch (error) {
    throw asDatabaseFailure(error);
  }
}

/** Attempts when another process commits a change at the same moment. */
const MAX_ATTEMPTS = 4;

/** Repeats `work`, which reads anew, when another process was faster. After the last attempt, the error is thrown. */
export async function whileOvertaken<T>(
  isOvertaken: (error: unknown) => boolean,
  work: (attempt: number) => Promise<T>,
  maxAttempts = MAX_ATTEMPTS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isOvertaken(error) || attempt === maxAttempts) throw error;
    }
  }
}
