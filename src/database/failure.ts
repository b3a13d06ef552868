import { types } from 'node:util';
import { QueryFailedError } from 'typeorm';
import { Fault } from '../errors';
import { SessionRefused } from '../postgres/session';
import { currentReads } from '../request-reads';

/**
 * A statement's own condition, or a constraint, refused the write. `reason` is the statement's or the constraint's
 * name.
 */
export class WriteRefused extends Error {
  constructor(readonly reason: string) {
    super(`the write was refused by ${reason}`);
    this.name = 'WriteRefused';
  }
}

/** SQLSTATE of `portico.require_rows` (migration 0001). */
const ROWS_MISSING = 'PT001';
/**
 * SQLSTATE classes of requests that are themselves at fault: data, integrity. Everything else is the database's
 * trouble.
 */
const REQUEST_CLASSES = new Set(['22', '23']);

interface DriverError {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly message: string;
}

/**
 * What a driver error means: WriteRefused, or Fault `database-unavailable`. Errors that are not the database's come
 * back as they are.
 */
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

/**
 * Whether the database cannot be reached or takes no writes now, which may pass; not whether it refuses us for good, as
 * by a wrong password.
 */
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

/** Runs a read, notes it for the request, and reports the database's failures in our words. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    const found = await read();
    currentReads()?.note();
    return found;
  } catch (error) {
    throw asDatabaseFailure(error);
  }
}
