import fs from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { Daemon, familyOf } from './daemon';
import { signalIfThere } from './process-tree';

/** Settings that the nodes of one cluster share. */
export interface ClusterSettings {
  readonly etcdPort: number;
  /** Debian's folder of PostgreSQL programs. */
  readonly binaries: string;
  readonly password: string;
  readonly isSynchronous: boolean;
}

export const SCOPE = 'portico';
const PATIENCE_MS = 2_000;

/**
 * Seconds. Shorter than Patroni's defaults (30, 10, 10), in their proportion: loop_wait + 2 × retry_timeout must not be
 * more than ttl.
 */
const TIMES = { ttl: 10, loop_wait: 1, retry_timeout: 4 };
/** Durable against killed processes; a crash of the machine is not tested. */
const PARAMETERS = {
  synchronous_commit: 'on',
  fsync: 'off',
  max_connections: 300,
  shared_buffers: '64MB',
  max_wal_size: '128MB',
  wal_keep_size: '256MB',
  track_commit_timestamp: 'on',
  unix_socket_directories: '',
};

/**
 * One node of a Patroni cluster: Patroni, and the PostgreSQL that it runs, with a data folder of their own below
 * `folder`.
 */
export class PatroniNode {
  private patroni: Daemon | null = null;

  constructor(
    readonly name: string,
    readonly port: number,
    readonly restPort: number,
    private readonly folder: string,
    private readonly settings: ClusterSettings,
  ) {
    fs.writeFileSync(this.configFile, JSON.stringify(this.config()), { mode: 0o644 });
  }

  /** JSON is YAML. */
  get configFile(): string {
    return path.join(this.folder, `${this.name}.yml`);
  }

  /** The superuser's URL. */
  url(database: string): string {
    return `postgres://postgres:${this.settings.password}@127.0.0.1:${this.port}/${database}`;
  }

  start(file: string): void {
    this.patroni = Daemon.start(file, [this.configFile], path.join(this.folder, `${this.name}.log`));
  }

  demandAlive(): void {
    this.patroni?.demandAlive();
  }

  /** SIGKILL for Patroni, so that it restarts nothing, and for all processes of its PostgreSQL. The data are kept. */
  async kill(): Promise<void> {
    const gone = this.patroni?.kill();
    this.killNow();
    await gone;
  }

  killNow(): void {
    this.patroni?.killNow();
    const file = path.join(this.dataFolder, 'postmaster.pid');
    const postmaster = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : NaN;
    if (isPostgresOf(postmaster, this.dataFolder))
      for (const pid of familyOf(postmaster)) signalIfThere(pid, 'SIGKILL');
  }

  /**
   * Whether it is the primary and accepts writes. False when it reports that it is not, and when no server listens;
   * rejects when the server does not answer.
   */
  async takesWrites(): Promise<boolean> {
    try {
      const [row] = await this.query<{ is_primary: boolean }>(
        'postgres',
        'SELECT NOT pg_is_in_recovery() AS is_primary',
      );
      return row!.is_primary;
    } catch (error) {
      // No server listens: it is starting or stopping, or its processes have been killed.
      if (
        /^(ECONNREFUSED|ECONNRESET|57P0\d)$/.test(String((error as { code?: unknown }).code)) ||
        /terminated unexpectedly/.test(String(error))
      )
        return false;
      throw error;
    }
  }

  /** Patroni's roles of all running nodes: `leader`, `sync_standby` or `replica`, in alphabetical order. */
  async roles(): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.restPort}/cluster`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { members } = (await answer.json()) as { members: { role: string; state: string }[] };
    return members
      .filter(({ state }) => /^(running|streaming)$/.test(state))
      .map(({ role }) => role)
      .sort();
  }

  async query<Row extends object>(database: string, text: string, values?: unknown[]): Promise<Row[]> {
    const client = new Client({ connectionString: this.url(database), connectionTimeoutMillis: PATIENCE_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      client.end().catch(() => undefined);
    }
  }

  private get dataFolder(): string {
    return path.join(this.folder, this.name);
  }

  private config(): object {
    const { etcdPort, binaries, password, isSynchronous } = this.settings;
    const dcs = {
      ...TIMES,
      maximum_lag_on_failover: 2 ** 30,
      synchronous_mode: isSynchronous,
      synchronous_mode_strict: isSynchronous,
      postgresql: { use_pg_rewind: true, parameters: PARAMETERS },
    };
    const address = `127.0.0.1:${this.port}`;
    const login = { username: 'postgres', password };
    return {
      scope: SCOPE,
      name: this.name,
      etcd3: { host: `127.0.0.1:${etcdPort}` },
      restapi: { listen: `127.0.0.1:${this.restPort}`, connect_address: `127.0.0.1:${this.restPort}` },
      bootstrap: { dcs, initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'] },
      postgresql: {
        listen: address,
        connect_address: address,
        data_dir: this.dataFolder,
        bin_dir: binaries,
        pgpass: path.join(this.folder, `${this.name}.pgpass`),
        authentication: {
          superuser: login,
          replication: { username: 'replicator', password },
          rewind: { username: 'rewinder', password },
        },
        pg_hba: ['host all all 127.0.0.1/32 scram-sha-256', 'host replication replicator 127.0.0.1/32 scram-sha-256'],
        remove_data_directory_on_rewind_failure: true,
        remove_data_directory_on_diverged_timelines: true,
      },
      watchdog: { mode: 'off' },
    };
  }
}

/** The process id may have been reused since it was written. */
function isPostgresOf(pid: number, dataFolder: string): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataFolder);
  } catch {
    return false;
  }
}
