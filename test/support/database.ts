import { Client, Pool } from 'pg';
import { openDatabase, type RoleUrls } from '../../src/database/setup/roles';

/** Idle sessions of `query` are closed after so many milliseconds: some suites wait until a database has none. */
const IDLE_MS = 500;

/** A suite's own database: a copy of the migrated one. */
export interface TestDatabase {
  /** The superuser's URL. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly sequencerUrl: string;
  readonly auditorUrl: string;
  readonly sandboxUrl: string;
  /** Runs a statement as the superuser, in any session: none of its settings may be left behind. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL!;
  const roles = JSON.parse(process.env.TEST_ROLE_URLS!) as RoleUrls;
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await once(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE portico_template OWNER portico_owner STRATEGY file_copy`);
    await openDatabase(client, name);
  });
  const url = named(server, name);
  // Suites query far too often for a session each: that costs the machine 8 ms of CPU, a query a fraction of one.
  const sessions = new Pool({ connectionString: url, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true });
  sessions.on('error', () => undefined);
  return {
    url,
    ownerUrl: named(roles.owner, name),
    appUrl: named(roles.app, name),
    sequencerUrl: named(roles.sequencer, name),
    auditorUrl: named(roles.auditor, name),
    sandboxUrl: named(roles.sandbox, name),
    query: async <Row extends object>(text: string, values?: unknown[]) =>
      (await sessions.query<Row>(text, values)).rows,
    drop: async () => {
      if (!sessions.ending) await sessions.end();
      await once(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function named(url: string, database: string): string {
  const found = new URL(url);
  found.pathname = `/${database}`;
  return found.href;
}

async function once<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
