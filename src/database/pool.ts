import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Check, Sessions } from '../postgres/session-client';

/**
 * Injection token of the one connection pool. It is TypeORM's own, so that TypeORM's reads and our statements share it.
 */
export const POOL = Symbol('Pool');

/** The pg pool under a TypeORM DataSource. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}

/**
 * Registers a check that decides whether the pool's connections may be used; no connection is given out before it has
 * run.
 */
export function checkFirst(pool: Pool, check: Check): void {
  (pool.options as unknown as { sessions: Sessions }).sessions.checks.push(check);
}
