import { Fault } from '../errors';

/**
 * What the vendor is asked, or what was `known` of it where the vendor cannot be asked or its answer is invalid. A
 * failure of the database is thrown.
 */
export async function orLastKnown<T, K>(asked: Promise<T>, known: K): Promise<T | K> {
  return asked.catch((error: unknown) => {
    if (error instanceof Fault && error.faultName !== 'database-unavailable') return known;
    throw error;
  });
}
