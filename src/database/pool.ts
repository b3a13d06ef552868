import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Check, Sessions } from '../postgres/session-client';

/** Injection token of the one connection pool: TypeORM's own, so that its reads and our statements share it. */
export const POOL = Symbol('Pool');

/** The pg pool under a TypeORM DataSource. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}

/** Registers a check of the pool's connections; no connection is given out before it has run. */
export function checkFirst(pool: Pool, check: Check): void {
  (pool.options as unknown as { sessions: Sessions }).sessions.checks.push(check);
}
