import fs from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local-postgres/embedded-postgres';
import { newClusterHome } from './cluster-home';
import { childrenOf, signalIfThere } from './process-tree';

/** Durable against a killed process; a crash of the machine is not tested. */
const SETTINGS = {
  synchronous_commit: 'on',
  wal_keep_size: '256MB',
  max_wal_size: '128MB',
  hot_standby: 'on',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '200ms',
};
/** Files that every server creates itself; WAL comes from the primary. */
const NOT_COPIED = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_wal',
  'pg_replslot',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
]);

/** One embedded PostgreSQL of a replicated pair, with its own data folder. */
export class PostgresNode {
  private constructor(
    private readonly home: string,
    private server: EmbeddedPostgres,
    private readonly settings: Readonly<Record<string, string>>,
    /** The data folder. */
    private readonly folder: string,
  ) {}

  /** An empty server that can have standbys. */
  static async fresh(): Promise<PostgresNode> {
    return PostgresNode.in(newClusterHome('portico-node-'), SETTINGS);
  }

  /**
   * A hot standby named `standby` of the running primary, made by a base backup (PostgreSQL documentation, 25.3.3). It
   * finds the primary at `port`.
   */
  static async standbyOf(primary: PostgresNode, port: number): Promise<PostgresNode> {
    const home = newClusterHome('portico-node-');
    const folder = path.join(home, path.basename(primary.folder));
    fs.copyFileSync(`${primary.folder}.password`, `${folder}.password`);
    await primary.connected('postgres', async (client) => {
      await client.query("SELECT pg_backup_start('standby', true)");
      copy(primary.folder, folder);
      const {
        rows: [backup],
      } = await client.query<{ label: string }>('SELECT labelfile AS label FROM pg_backup_stop(false)');
      for (const [name, text] of [
        ['backup_label', backup!.label],
        ['standby.signal', ''],
      ] as const)
        writeLike(folder, name, text);
    });
    for (const name of NOT_COPIED) if (!name.includes('.')) makeLike(folder, name);
    makeLike(folder, 'pg_wal/archive_status');
    makeLike(folder, 'pg_wal/summaries');
    const { password } = new URL(primary.url());
    return PostgresNode.in(home, {
      ...SETTINGS,
      primary_conninfo: `host=127.0.0.1 port=${port} user=postgres password=${password} application_name=standby`,
    });
  }

  private static async in(home: string, settings: Readonly<Record<string, string>>): Promise<PostgresNode> {
    const server = await startEmbeddedPostgres({ home, isDurable: false, settings });
    const folder = path.join(
      home,
      fs.readdirSync(home).find((name) => fs.existsSync(path.join(home, name, 'PG_VERSION')))!,
    );
    return new PostgresNode(home, server, settings, folder);
  }

  /** The superuser's URL. */
  url(database = 'postgres'): string {
    return Object.assign(new URL(this.server.url), { pathname: `/${database}` }).href;
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  async query<Row extends object>(database: string, text: string, values?: unknown[]): Promise<Row[]> {
    return this.connected(database, async (client) => (await client.query<Row>(text, values)).rows);
  }

  private async connected<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url(database) });
    // A killed server breaks the connection, and the query fails.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Process id of the postmaster; null when it has ended. */
  postmaster(): number | null {
    const file = path.join(this.folder, 'postmaster.pid');
    return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : null;
  }

  /** Sends the signal to the postmaster first, so that it restarts nothing, and to all its children. */
  signal(name: NodeJS.Signals): void {
    const pid = this.postmaster();
    if (pid === null) return;
    const children = childrenOf(pid);
    for (const one of [pid, ...children]) signalIfThere(one, name);
  }

  /** SIGKILL for all its processes; the data are kept. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.server.stop();
  }

  /** A fast shutdown: all commits have reached every connected standby. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Starts it again with the same data on another port. */
  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres({ home: this.home, isDurable: false, settings: this.settings });
  }

  async remove(): Promise<void> {
    this.signal('SIGCONT');
    await this.server.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

/**
 * Copies the data of a running server, between pg_backup_start and pg_backup_stop: files may vanish and change
 * meanwhile.
 */
function copy(from: string, to: string): void {
  const found = fs.lstatSync(from, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) {
    try {
      fs.copyFileSync(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
  } else {
    fs.mkdirSync(to, { mode: 0o700 });
    const isTop = fs.existsSync(path.join(from, 'PG_VERSION')) && fs.existsSync(path.join(from, 'pg_wal'));
    for (const name of fs.readdirSync(from))
      if (!(isTop && NOT_COPIED.has(name))) copy(path.join(from, name), path.join(to, name));
  }
  fs.chownSync(to, found.uid, found.gid);
}

function writeLike(folder: string, name: string, text: string): void {
  const { uid, gid } = fs.statSync(folder);
  fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  fs.chownSync(path.join(folder, name), uid, gid);
}

function makeLike(folder: string, name: string): void {
  const { uid, gid } = fs.statSync(folder);
  fs.mkdirSync(path.join(folder, name), { mode: 0o700 });
  fs.chownSync(path.join(folder, name), uid, gid);
}
