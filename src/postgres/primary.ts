import { Client, type ClientConfig } from 'pg';
import type { DatabaseServer } from '../config/database-url';
import { refusalIn } from './session';

/** Milliseconds for one server to say what it is. */
const LOOK_MS = 1_500;

/** The server lets the login in, and takes no writes. */
const READ_ONLY = new Error('read-only');

/** Which of several servers takes writes. What was found stands until a connection to it fails. */
export class Primary {
  private found: Promise<DatabaseServer> | null = null;

  constructor(private readonly servers: readonly DatabaseServer[]) {}

  /**
   * Null: the URL names one server, and that is it. Rejects when none of several takes writes; with what a server says
   * of the login, when none lets it in.
   */
  async find(config: ClientConfig): Promise<DatabaseServer | null> {
    if (this.servers.length === 0) return null;
    this.found ??= Promise.any(this.servers.map((server) => writable(server, config))).catch(
      (error: AggregateError) => {
        const refusal = error.errors.includes(READ_ONLY)
          ? undefined
          : error.errors.find((one) => refusalIn(one) !== undefined);
        throw (
          refusal ??
          Object.assign(new Error(`none of ${this.servers.length} servers takes writes`), {
            code: 'ENOPRIMARY',
            cause: error,
          })
        );
      },
    );
    try {
      return await this.found;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  forget(): void {
    this.found = null;
  }
}

/** The server, when it takes writes (target_session_attrs=read-write: PostgreSQL documentation, 32.1.2). */
async function writable(server: DatabaseServer, config: ClientConfig): Promise<DatabaseServer> {
  const client = Object.assign(
    new Client({ ...config, connectionTimeoutMillis: LOOK_MS, query_timeout: LOOK_MS }),
    server,
  );
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ readOnly: boolean }>(
      `SELECT current_setting('transaction_read_only')::boolean OR pg_is_in_recovery() AS "readOnly"`,
    );
    if (rows[0]!.readOnly) throw READ_ONLY;
    return server;
  } finally {
    client.end().catch(() => undefined);
  }
}
