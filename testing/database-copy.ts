import { Client } from 'pg';
import { openDatabase, type RoleUrls } from '../src/database/setup/roles';

/** The migrated database that each suite gets a copy of. */
export const TEMPLATE = 'portico_template';

/** A PostgreSQL with the template. */
export interface DatabaseServer {
  /** The superuser's. */
  readonly url: string;
  readonly roles: RoleUrls;
}

/** What a pair runs on: a database with the tables of gateway and sandbox. */
export interface PairDatabase extends DatabaseServer {
  readonly name: string;
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

/** Works with a connection of its own. */
export async function once<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The URL of another database of the same server. */
export function named(url: string, database: string): string {
  const found = new URL(url);
  found.pathname = `/${database}`;
  return found.href;
}
