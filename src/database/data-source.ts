import type { DataSourceOptions } from 'typeorm';
import { SessionClient, sessionOptions } from '../postgres/session-client';

/**
 * Timeouts in milliseconds: to get a connection; for one statement in the server; and in the client, for a connection
 * that has gone silent.
 */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 4_000;
const QUERY_MS = 5_000;

/**
 * A prepared statement is planned once, often while a table is still small, and keeps its plan while the table grows.
 * Every statement of the application finds its rows by an index, so these settings make the planner use the index from
 * the start. They hold for the whole session, because a prepared statement is planned again, in whatever session it
 * runs, after each ANALYZE, and because setting them for one transaction costs a round trip in every commit.
 *
 * Tried instead (PostgreSQL 17, EXPLAIN (GENERIC_PLAN) of all 71 statements): with the server's settings, 44 are
 * planned to read a whole table while the tables are empty, and 13 of those on tables with 20,000 analysed rows; none
 * with 100,000. With random_page_cost = 1.1 it is 44, 1 and none, so what is planned between an empty table and its
 * first ANALYZE would still read all of it. A query that has to read a whole table sets these settings for itself.
 */
const BY_INDEX = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', enable_material: 'off' };

export interface DatabaseAccess {
  readonly url: string;
  readonly poolSize: number;
  /** The application's role, whatever the login is; null for work as the owner. */
  readonly role: 'application' | null;
  /** Name of the variable that the URL comes from, for messages. */
  readonly variable?: string;
}

/**
 * Options of pg for a pool whose connections are checked before they are given out. Throws an error that names the
 * variable when the URL cannot be used.
 */
export function poolOptions({ url, poolSize, role, variable = 'DATABASE_URL' }: DatabaseAccess) {
  const isApplication = role === 'application';
  const settings = isApplication ? { ...BY_INDEX, statement_timeout: String(STATEMENT_MS) } : {};
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

/**
 * TypeORM options that the application, the migrations and the command line share. The application's role may insert
 * and read audit rows, but never change them.
 */
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
