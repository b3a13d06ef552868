import type { DataSourceOptions } from 'typeorm';
import { SessionClient, sessionOptions } from '../postgres/session-client';

/** Milliseconds: to get a connection; for one statement in the server; in the client, for a silent connection. */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 4_000;
const QUERY_MS = 5_000;

/**
 * A prepared statement is planned once, often while a table is still small, and keeps its plan. Every statement of the
 * application finds its rows by an index, so these settings make the planner use it from the start. They are set for
 * the session: a statement is planned again after each ANALYZE, and setting them per transaction costs a round trip.
 * Tried instead (PostgreSQL 18, EXPLAIN (GENERIC_PLAN) of all 71 statements): the server's settings plan 44 to read a
 * whole table while it is empty, 13 at 20,000 analysed rows, none at 100,000; random_page_cost = 1.1: 44, 1 and none.
 * What is planned before the first ANALYZE would still read it all. A query of a whole table sets these for itself.
 */
const BY_INDEX = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', enable_material: 'off' };
/**
 * One plan for any values. Otherwise PostgreSQL plans a statement for each value again, if it believes that this is
 * worth it, as of `id = ANY ($1)` for one id: planning takes as long as such a statement. Also inside functions and
 * triggers.
 */
const KEPT_PLANS = { plan_cache_mode: 'force_generic_plan' };

export interface DatabaseAccess {
  readonly url: string;
  readonly poolSize: number;
  /** The application's role, whatever the login is; null for work as the owner. */
  readonly role: 'application' | null;
  /** For filters, some of which have an index for some values of a parameter only. */
  readonly plansByValue?: boolean;
  /** Name of the variable that the URL comes from, for messages. */
  readonly variable?: string;
}

/** Options of pg for a pool that checks connections before use. Throws an error naming the variable of a bad URL. */
export function poolOptions({ url, poolSize, role, plansByValue, variable = 'DATABASE_URL' }: DatabaseAccess) {
  const isApplication = role === 'application';
  const plans = plansByValue ? { plan_cache_mode: 'auto' } : KEPT_PLANS;
  const settings = isApplication ? { ...BY_INDEX, ...plans, statement_timeout: String(STATEMENT_MS) } : {};
  return {
    ...sessionOptions(url, { variable, role: isApplication ? 'portico_app' : null, settings }),
    application_name: 'portico',
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: isApplication ? QUERY_MS : undefined,
    keepAlive: true,
    Client: SessionClient,
  };
}

/** TypeORM options of all programs. The application's role may insert and read audit rows, but never change them. */
export function dataSourceOptions(access: DatabaseAccess): Extract<DataSourceOptions, { type: 'postgres' }> {
  const { connectionString, ...extra } = poolOptions(access);
  return {
    type: 'postgres',
    url: connectionString,
    schema: 'portico',
    poolSize: access.poolSize,
    installExtensions: false,
    synchronize: false,
    extra,
  };
}
