import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** Injection token of the one connection pool: TypeORM's own, so that its reads and our statements share it. */
export const POOL = Symbol('Pool');

/** The pg pool under a TypeORM DataSource. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}
