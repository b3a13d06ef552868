import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/local-postgres/embedded-postgres';
import { migrate } from '../src/database/setup/migrate';
import { prepareRoles } from '../src/database/setup/roles';
import type { TestDatabase } from '../test/support/database';
import { childrenOf, signalIfThere } from '../test/support/process-tree';
import { startTcpProxy, through, type TcpProxy } from '../test/support/tcp-proxy';

/** Statements after which a disk of a few megabytes must be full. */
const MAX_FILLING = 50_000;

/** A PostgreSQL of this campaign only, behind a proxy: it can be stopped, frozen and filled up. */
export class OwnServer {
  private constructor(
    private readonly home: string,
    readonly proxy: TcpProxy,
    /** URLs through the proxy, except `url`; `query` does not use it either. */
    readonly database: TestDatabase,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnServer> {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-trouble-'));
    fs.chmodSync(home, 0o755);
    const server = await startEmbeddedPostgres(OPTIONS(home));
    const roles = await prepareRoles(server.url);
    await migrate(roles.owner);
    const proxy = await startTcpProxy(portOf(server));
    const own: OwnServer = new OwnServer(
      home,
      proxy,
      {
        url: server.url,
        ownerUrl: roles.owner,
        appUrl: through(roles.app, proxy),
        sequencerUrl: roles.sequencer,
        auditorUrl: roles.auditor,
        sandboxUrl: roles.sandbox,
        query: (text, values) => own.query(text, values),
        drop: async () => undefined,
      },
      server,
    );
    return own;
  }

  async query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.connected(async (client) => (await client.query<Row>(text, values)).rows);
  }

  /**
   * Runs one statement after the other, each its own commit, until the server reports a full disk. Throws on another
   * error, or when the disk does not fill up.
   */
  async fill(text: string): Promise<void> {
    await this.connected(async (client) => {
      for (let count = 0; count < MAX_FILLING; count++) {
        const error = await client.query(text).then(
          () => null,
          (reason: Error & { code?: string }) => reason,
        );
        if (error?.code === '53100') return;
        if (error) throw error;
      }
      throw new Error('the disk is not getting full');
    });
  }

  private async connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const url = new URL(this.server.url);
    url.pathname = '/portico';
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Starts it again with the same data on another port, to which the proxy then leads. */
  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres(OPTIONS(this.home));
    this.proxy.lead(portOf(this.server));
  }

  /** SIGSTOP or SIGCONT for the postmaster and all its children. */
  async signal(name: 'SIGSTOP' | 'SIGCONT', postmaster: number): Promise<void> {
    for (const pid of [postmaster, ...childrenOf(postmaster)]) signalIfThere(pid, name);
  }

  /** The postmaster's process id; called while the server answers. */
  async postmasterPid(): Promise<number> {
    const [row] = await this.query<{ pid: number }>(
      "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
    );
    return row!.pid;
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

const OPTIONS = (home: string): Parameters<typeof startEmbeddedPostgres>[0] => ({
  home,
  isDurable: false,
  settings: { synchronous_commit: 'on', max_wal_size: '64MB', min_wal_size: '32MB' },
});

const portOf = ({ url }: EmbeddedPostgres): number => Number(new URL(url).port);
