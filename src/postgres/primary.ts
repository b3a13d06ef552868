import { Client, type ClientConfig } from 'pg';
import type { DatabaseServer } from '../config/database-url';
import { refusalIn } from './session';

/** Milliseconds for one server to report whether it takes writes. */
const CHECK_MS = 1_500;

/** The server accepts the login, but takes no writes. */
const READ_ONLY = new Error('read-only');

/** Finds which of several servers takes writes. The result is kept until a connection to that server fails. */
export class Primary {
  private found: Promise<DatabaseServer> | null = null;

  constructor(private readonly servers: readonly DatabaseServer[]) {}

  /** Null: the URL names one server. Rejects if none takes writes; if none accepts the login, with a login error. */
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

/** Returns the server if it takes writes (target_session_attrs=read-write: PostgreSQL documentation, 32.1.2). */
async function writable(server: DatabaseServer, config: ClientConfig): Promise<DatabaseServer> {
  const client = Object.assign(
    new Client({ ...config, connectionTimeoutMillis: CHECK_MS, query_timeout: CHECK_MS }),
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
