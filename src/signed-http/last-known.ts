import { Fault } from '../errors';

/** The vendor's answer, or `known` if it cannot be asked or answers invalidly. A failure of the database is thrown. */
export async function orLastKnown<T, K>(asked: Promise<T>, known: K): Promise<T | K> {
  return asked.catch((error: unknown) => {
    if (error instanceof Fault && error.faultName !== 'database-unavailable') return known;
    throw error;
  });
}
