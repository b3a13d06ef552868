import type { DataSourceOptions } from 'typeorm';
import { ImpatientClient } from './impatient-client';

/** The role that the application works under: it may insert and read audit rows, never change them. */
const APPLICATION_ROLE = 'portico_app';

/** Milliseconds: to get a connection; for one statement in the server; and in the client, for a connection gone silent. */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 4_000;
const QUERY_MS = 5_000;

/**
 * A prepared statement is planned once, often while a table is still small, and keeps its plan while the table grows. Every
 * statement of the application finds its rows by an index, so it is planned that way from the start.
 */
const BY_INDEX = ['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_material=off'];

export interface DatabaseAccess {
  readonly url: string;
  readonly poolSize: number;
  /** The application's role, whatever the login; null for the owner's work. */
  readonly role: 'application' | null;
}

/** TypeORM options that the application, the migrations and the command line share. A login other than portico_app becomes it at once. */
export function dataSourceOptions(access: DatabaseAccess): Extract<DataSourceOptions, { type: 'postgres' }> {
  const isApplication = access.role === 'application';
  const becomesApplication = isApplication && decodeURIComponent(new URL(access.url).username) !== APPLICATION_ROLE;
  const settings = isApplication ? [...BY_INDEX, ...(becomesApplication ? [`role=${APPLICATION_ROLE}`] : [])] : [];
  return {
    type: 'postgres',
    url: access.url,
    schema: 'portico',
    poolSize: access.poolSize,
    installExtensions: false,
    synchronize: false,
    applicationName: 'portico',
    extra: {
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: isApplication ? STATEMENT_MS : undefined,
      query_timeout: isApplication ? QUERY_MS : undefined,
      keepAlive: true,
      Client: ImpatientClient,
      options: settings.map((setting) => `-c ${setting}`).join(' ') || undefined,
    },
  };
}
