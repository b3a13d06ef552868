import fs from 'node:fs';
import pg, { Client } from 'pg';
import { openDatabase, prepareRoles, type RoleUrls } from '../src/database/setup/roles';
import { migrate } from '../src/database/setup/migrate';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/local-postgres/embedded-postgres';
import { prepareSchema } from '../src/sandbox/schema';
import { makeClockMovable } from './moved-clock';

const TEMPLATE = 'portico_template';

/** What a pair runs on: a database with the tables of gateway and sandbox. */
export interface PairDatabase {
  readonly name: string;
  /** The superuser's. */
  readonly url: string;
  readonly roles: RoleUrls;
}

/** A PostgreSQL of the kit's own, and a migrated database that each pair gets a copy of. */
export interface DatabaseServer {
  readonly url: string;
  readonly roles: RoleUrls;
}

/** Starts the server in an existing folder, and prepares the template. */
export async function startDatabaseServer(home: string): Promise<DatabaseServer & Pick<EmbeddedPostgres, 'stop'>> {
  fs.chmodSync(home, 0o711);
  const server = await startEmbeddedPostgres({ home, isDurable: false });
  const roles = await prepareRoles(server.url, TEMPLATE);
  await migrate(roles.owner);
  const sandbox = new pg.Pool({ connectionString: roles.sandbox, max: 1 });
  await prepareSchema(sandbox);
  await sandbox.end();
  await once(named(server.url, TEMPLATE), makeClockMovable);
  return { url: server.url, roles, stop: () => server.stop() };
}

/** A copy of the template. `name` is a word that needs no quotes. */
export async function createDatabase(server: DatabaseServer, name: string): Promise<PairDatabase> {
  await once(server.url, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER portico_owner STRATEGY file_copy`);
    await openDatabase(client, name);
  });
  const roles = Object.fromEntries(Object.entries(server.roles).map(([role, url]) => [role, named(url, name)]));
  return { name, url: named(server.url, name), roles: roles as RoleUrls };
}

export async function dropDatabase(server: DatabaseServer, name: string): Promise<void> {
  await once(server.url, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
}

export async function once<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function named(url: string, database: string): string {
  const found = new URL(url);
  found.pathname = `/${database}`;
  return found.href;
}
