import { Pool } from 'pg';

/** A pool that survives broken connections. */
export function createPool(url: string, max = 4): Pool {
  const pool = new Pool({ connectionString: url, max, connectionTimeoutMillis: 2_000 });
  pool.on('error', () => undefined);
  return pool;
}
