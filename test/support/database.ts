import { Pool } from 'pg';
import type { RoleUrls } from '../../src/database/setup/roles';
import { createDatabase, dropDatabase } from '../../testing/database-copy';

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
  const server = {
    url: process.env.TEST_DATABASE_URL!,
    roles: JSON.parse(process.env.TEST_ROLE_URLS!) as RoleUrls,
  };
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const { url, roles } = await createDatabase(server, name);
  // Suites query far too often for a session each: that costs the machine 8 ms of CPU, a query a fraction of one.
  const sessions = new Pool({ connectionString: url, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true });
  sessions.on('error', () => undefined);
  return {
    url,
    ownerUrl: roles.owner,
    appUrl: roles.app,
    sequencerUrl: roles.sequencer,
    auditorUrl: roles.auditor,
    sandboxUrl: roles.sandbox,
    query: async <Row extends object>(text: string, values?: unknown[]) =>
      (await sessions.query<Row>(text, values)).rows,
    drop: async () => {
      if (!sessions.ending) await sessions.end();
      await dropDatabase(server, name);
    },
  };
}
