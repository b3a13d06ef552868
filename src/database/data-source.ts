import type { DataSourceOptions } from 'typeorm';
import { ImpatientClient } from './impatient-client';

/** The role that the application works under: it may insert and read audit rows, never change them. */
const APPLICATION_ROLE = 'portico_app';

/** Milliseconds: to get a connection; for one statement in the server; and in the client, for a connection gone silent. */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 4_000;
const QUERY_MS = 5_000;

export interface DatabaseAccess {
  readonly url: string;
  readonly poolSize: number;
  /** The application's role, whatever the login; null for the owner's work. */
  readonly role: 'application' | null;
}

/** TypeORM options that the application, the migrations and the command line share. A login other than portico_app becomes it at once. */
export function dataSourceOptions(access: DatabaseAccess): Extract<DataSourceOptions, { type: 'postgres' }> {
  const becomesApplication = access.role === 'application' && decodeURIComponent(new URL(access.url).username) !== APPLICATION_ROLE;
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
      statement_timeout: access.role === 'application' ? STATEMENT_MS : undefined,
      query_timeout: access.role === 'application' ? QUERY_MS : undefined,
      keepAlive: true,
      Client: ImpatientClient,
      options: becomesApplication ? `-c role=${APPLICATION_ROLE}` : undefined,
    },
  };
}
