import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../src/database/setup/migrate';
import { prepareRoles, type RoleUrls } from '../../src/database/setup/roles';
import { unprivilegedAccount } from '../../src/local-postgres/unprivileged-account';
import { Daemon, programFile } from './daemon';
import type { TestDatabase } from './database';
import { eventually } from './eventually';
import { freePort } from './gateway';
import { startHaproxy } from './haproxy';
import { PatroniNode, SCOPE } from './patroni-node';
import { type PgBouncer, startPgBouncer } from './pgbouncer';
import { signalIfThere } from './process-tree';

const run = promisify(execFile);
const DATABASE = 'portico';
const NODES = 3;
/** Milliseconds for a few cycles of Patroni. */
const LONG_MS = 120_000;
/** Signals that end the campaign, at which the cluster is removed. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The settings that docs/operation.md advises, for three replicas. */
const POOL = { default_pool_size: '100', max_client_conn: '400', server_login_retry: '1' };

/** The program folder of Debian's newest installed PostgreSQL. */
const BINARIES = newestPostgres();
const PROGRAMS = {
  patroni: 'patroni',
  patronictl: 'patroni',
  etcd: 'etcd-server',
  haproxy: 'haproxy',
  pgbouncer: 'pgbouncer',
} as const;

/** The missing programs of the cluster, with their Debian packages; null: none. */
export function missingForCluster(): string | null {
  const missing = Object.entries(PROGRAMS)
    .filter(([program]) => programFile(program) === null)
    .map(([program, of]) => `${program} (Debian: ${of})`);
  if (BINARIES === null) missing.push('pg_rewind (Debian: postgresql)');
  return missing.length === 0 ? null : missing.join(', ');
}

/**
 * Three nodes under Patroni with etcd, HAProxy in front, which asks Patroni for the primary, and PgBouncer in session
 * mode in front of that: all on the loopback interface, with data in a temporary folder. The synchronous mode is
 * strict: without a standby nothing is committed.
 */
export class PatroniCluster {
  /** Killed nodes that have not been restarted. */
  private readonly dead = new Set<PatroniNode>();
  /** Stopped walsender processes of the primary. */
  private frozen: readonly number[] = [];
  private readonly onExit = (): void => {
    for (const node of this.nodes) node.killNow();
    for (const daemon of this.daemons) daemon.killNow();
  };
  private readonly onSignal = (): never => process.exit(1);

  private constructor(
    private readonly folder: string,
    private readonly nodes: readonly PatroniNode[],
    private readonly daemons: readonly Daemon[],
    private readonly isSynchronous: boolean,
  ) {
    process.once('exit', this.onExit);
    for (const signal of SIGNALS) process.once(signal, this.onSignal);
  }

  private pooler: PgBouncer | null = null;
  /** Every URL but `url` uses PgBouncer and HAProxy to the primary; set once the cluster is up. */
  database!: TestDatabase;

  static async start(isSynchronous: boolean): Promise<PatroniCluster> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-cluster-'));
    const account = unprivilegedAccount();
    if (account) fs.chownSync(folder, account.uid, account.gid);
    const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
    const urls = { client: `http://127.0.0.1:${etcdPort}`, peer: `http://127.0.0.1:${peerPort}` };
    const etcd = Daemon.start(
      programFile('etcd')!,
      [
        '--name',
        'etcd',
        '--data-dir',
        path.join(folder, 'etcd'),
        '--listen-client-urls',
        urls.client,
        '--advertise-client-urls',
        urls.client,
        '--listen-peer-urls',
        urls.peer,
        '--initial-advertise-peer-urls',
        urls.peer,
        '--initial-cluster',
        `etcd=${urls.peer}`,
      ],
      path.join(folder, 'etcd.log'),
    );
    const settings = { etcdPort, binaries: BINARIES!, password: Math.random().toString(36).slice(2), isSynchronous };
    const nodes: PatroniNode[] = [];
    for (let number = 1; number <= NODES; number += 1)
      nodes.push(new PatroniNode(`node${number}`, await freePort(), await freePort(), folder, settings));
    const haproxy = startHaproxy(haproxyLines(port, nodes));
    const cluster = new PatroniCluster(folder, nodes, [etcd, haproxy], isSynchronous);
    try {
      await cluster.open(port);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  private async open(haproxyPort: number): Promise<void> {
    for (const node of this.nodes) {
      node.start(programFile('patroni')!);
      // The first node creates the cluster, the others copy it.
      await this.primary();
    }
    await this.makeWhole();
    const roles = await prepareRoles((await this.primary()).url('postgres'));
    await migrate(roles.owner);
    const logins = Object.fromEntries(
      Object.entries(roles).map(([name, url]) => [
        name,
        Object.assign(new URL(url as string), { port: String(haproxyPort) }).href,
      ]),
    ) as RoleUrls;
    const pooler = await startPgBouncer(Object.values(logins), 'session', POOL);
    this.pooler = pooler;
    this.database = {
      url: (await this.primary()).url(DATABASE),
      ownerUrl: pooler.through(logins.owner),
      appUrl: pooler.through(logins.app),
      sequencerUrl: pooler.through(logins.sequencer),
      auditorUrl: pooler.through(logins.auditor),
      sandboxUrl: pooler.through(logins.sandbox),
      query: async (text, values) => (await this.primary()).query(DATABASE, text, values),
      drop: async () => undefined,
    };
  }

  /**
   * Stops the walsenders. Both standbys stay connected for a minute (wal_receiver_timeout), so that Patroni detects no
   * failure.
   */
  async silence(): Promise<void> {
    const primary = await this.primary();
    this.frozen = (
      await primary.query<{ pid: number }>(
        'postgres',
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walsender'",
      )
    ).map(({ pid }) => pid);
    for (const pid of this.frozen) signalIfThere(pid, 'SIGSTOP');
  }

  /**
   * A cancelled wait is a success with a notice (01000), a terminated one breaks the client's connection; both commits
   * remain. Returns how many.
   */
  async endWaits(how: 'cancel' | 'terminate'): Promise<number> {
    return (
      await (
        await this.primary()
      ).query('postgres', `SELECT pg_${how}_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
    ).length;
  }

  /** SIGKILL for all processes of the primary's node. */
  async killPrimary(): Promise<void> {
    const primary = await this.primary();
    this.dead.add(primary);
    await primary.kill();
  }

  /** Whether no node accepts writes, apart from one whose commits cannot be confirmed. */
  async isDown(): Promise<boolean> {
    try {
      for (const node of this.alive) if ((await node.takesWrites()) && !(await this.isSilenced(node))) return false;
      return true;
    } catch {
      return false;
    }
  }

  private async isSilenced(primary: PatroniNode): Promise<boolean> {
    const [row] = await primary.query<{ others: number; names: string }>(
      'postgres',
      "SELECT current_setting('synchronous_standby_names') AS names, (SELECT count(*)::int FROM pg_stat_activity " +
        "WHERE backend_type = 'walsender' AND pid <> ALL ($1)) AS others",
      [this.frozen],
    );
    return row!.others === 0 && row!.names !== '';
  }

  /** Waits until Patroni has promoted a standby. */
  async failOver(): Promise<void> {
    await this.primary();
  }

  /**
   * By `patronictl switchover`: Patroni chooses the candidate, which in synchronous mode is the synchronous standby.
   */
  async switchOver(): Promise<void> {
    const before = await this.primary();
    const switched = async (): Promise<string> => {
      if ((await this.primary()) !== before) return 'done';
      const { stdout, stderr } = await run(
        programFile('patronictl')!,
        ['-c', before.configFile, 'switchover', SCOPE, '--leader', before.name, '--force'],
        { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } },
      );
      return stdout + stderr;
    };
    // Patroni refuses while it has just chosen another synchronous standby, and reports that with exit code 0.
    await eventually(switched, (said) => said === 'done', LONG_MS);
  }

  /**
   * Starts the killed nodes, and waits until the primary has two standbys, one of them synchronous also by Patroni's
   * state.
   */
  async makeWhole(): Promise<void> {
    for (const node of this.dead) node.start(programFile('patroni')!);
    this.dead.clear();
    this.frozen = [];
    const states = async (): Promise<string> => {
      for (const node of this.nodes) node.demandAlive();
      const primary = await this.primary();
      const rows = await primary.query<{ sync_state: string }>(
        'postgres',
        "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1",
      );
      return [...rows.map(({ sync_state }) => sync_state), ...(await primary.roles())].join();
    };
    const whole = this.isSynchronous ? 'async,sync,leader,replica,sync_standby' : 'async,async,leader,replica,replica';
    await eventually(
      () => states().catch(String),
      (found) => found === whole,
      LONG_MS,
    );
  }

  async close(): Promise<void> {
    await this.pooler?.stop();
    for (const part of [...this.nodes, ...this.daemons]) await part.kill();
    process.off('exit', this.onExit);
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private get alive(): readonly PatroniNode[] {
    return this.nodes.filter((node) => !this.dead.has(node));
  }

  /** The node that accepts writes, as soon as there is one. */
  private async primary(): Promise<PatroniNode> {
    const find = async (): Promise<PatroniNode | null> => {
      for (const daemon of this.daemons) daemon.demandAlive();
      for (const node of this.alive) if (await node.takesWrites().catch(() => false)) return node;
      return null;
    };
    let found: PatroniNode | null = null;
    await eventually(
      async () => (found = await find()) !== null,
      (isThere) => isThere,
      LONG_MS,
    );
    return found!;
  }
}

/**
 * HAProxy's servers are the PostgreSQL ports; Patroni reports which of them is the primary, at another port (Patroni
 * documentation, REST API).
 */
function haproxyLines(port: number, nodes: readonly PatroniNode[]): string[] {
  const servers = nodes.map((node) => `  server ${node.name} 127.0.0.1:${node.port} check port ${node.restPort}`);
  return [
    'defaults',
    '  mode tcp',
    '  timeout connect 2s',
    '  timeout check 2s',
    '  timeout client 30m',
    '  timeout server 30m',
    'listen primary',
    `  bind 127.0.0.1:${port}`,
    '  option httpchk OPTIONS /primary',
    '  http-check expect status 200',
    '  default-server inter 1s fall 3 rise 2 on-marked-down shutdown-sessions',
    ...servers,
  ];
}

function newestPostgres(): string | null {
  const folder = '/usr/lib/postgresql';
  const versions = fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .map(Number)
        .filter((version) => fs.existsSync(path.join(folder, String(version), 'bin/pg_rewind')))
    : [];
  return versions.length === 0 ? null : path.join(folder, String(Math.max(...versions)), 'bin');
}
