import { migrate } from '../../src/database/setup/migrate';
import { prepareRoles } from '../../src/database/setup/roles';
import type { TestDatabase } from './database';
import { eventually } from './eventually';
import { PostgresNode } from './postgres-node';
import { signalIfThere } from './process-tree';
import { startTcpProxy, through, type TcpProxy } from './tcp-proxy';

const DATABASE = 'portico';

/** The ends of the replication: `walsender` at the primary, `walreceiver` at the standby. */
export type ReplicationEnd = 'walsender' | 'walreceiver';

/**
 * Two PostgreSQL servers, the second a standby of the first, with synchronous replication. Clients reach the current
 * primary at one address (`proxy`). Commits that the standby has not confirmed are lost with the primary.
 */
export class ReplicatedPostgres {
  /** Nodes that are no longer in use, removed at the end. */
  private readonly gone: PostgresNode[] = [];

  private constructor(
    private primary: PostgresNode,
    private standby: PostgresNode | null,
    /** The proxy from clients to the primary. */
    readonly proxy: TcpProxy,
    /** The proxy from the standby to the primary: when cut, the primary has no standby. */
    readonly replication: TcpProxy,
    /** Every URL but `url` uses the proxy. */
    readonly database: TestDatabase,
  ) {}

  /** Both servers, with the roles and the migrated database, and commits that wait for the standby. */
  static async start(): Promise<ReplicatedPostgres> {
    const primary = await PostgresNode.fresh();
    const roles = await prepareRoles(primary.url());
    await migrate(roles.owner);
    const proxy = await startTcpProxy(primary.port);
    const replication = await startTcpProxy(primary.port);
    const standby = await PostgresNode.standbyOf(primary, replication.port);
    const database: TestDatabase = {
      url: primary.url(DATABASE),
      ownerUrl: through(roles.owner, proxy),
      appUrl: through(roles.app, proxy),
      sequencerUrl: through(roles.sequencer, proxy),
      auditorUrl: through(roles.auditor, proxy),
      sandboxUrl: through(roles.sandbox, proxy),
      query: (text, values) => pair.query(text, values),
      drop: async () => undefined,
    };
    const pair: ReplicatedPostgres = new ReplicatedPostgres(primary, standby, proxy, replication, database);
    await pair.setSynchronous(true);
    return pair;
  }

  /** Queries the primary as the superuser, without the proxy. */
  async query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.primary.query<Row>(DATABASE, text, values);
  }

  /** Queries the standby, which is read-only. */
  async queryStandby<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.standby!.query<Row>(DATABASE, text, values);
  }

  /** Whether commits wait for the standby. Resolves once a running standby is in the requested state. */
  async setSynchronous(isSynchronous: boolean): Promise<void> {
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = '${isSynchronous ? 'standby' : ''}'`);
    await this.query('SELECT pg_reload_conf()');
    const states = (): Promise<{ sync_state: string }[]> =>
      this.query("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'");
    await eventually(
      states,
      (found) => found.length === 1 && found[0]!.sync_state === (isSynchronous ? 'sync' : 'async'),
    );
  }

  /** Stops (SIGSTOP) one end of the replication: commits wait from now on, and the standby receives no more data. */
  async freeze(end: ReplicationEnd): Promise<void> {
    for (const pid of await this.pidsOf(end)) signalIfThere(pid, 'SIGSTOP');
  }

  async unfreeze(end: ReplicationEnd): Promise<void> {
    for (const pid of await this.pidsOf(end)) signalIfThere(pid, 'SIGCONT');
  }

  private async pidsOf(end: ReplicationEnd): Promise<number[]> {
    const text = 'SELECT pid FROM pg_stat_activity WHERE backend_type = $1';
    const rows =
      end === 'walsender'
        ? await this.query<{ pid: number }>(text, [end])
        : await this.queryStandby<{ pid: number }>(text, [end]);
    return rows.map(({ pid }) => pid);
  }

  /** Backends whose commit waits for the standby. */
  async waits(): Promise<number[]> {
    return (await this.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")).map(
      ({ pid }) => pid,
    );
  }

  /**
   * Ends the waits: a cancelled one is a success with a notice (01000), a terminated one breaks the client's
   * connection; both commits remain. Returns how many.
   */
  async endWaits(how: 'cancel' | 'terminate'): Promise<number> {
    const rows = await this.query(`SELECT pg_${how}_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
    return rows.length;
  }

  /** SIGKILL for all of the primary's processes. */
  async killPrimary(): Promise<void> {
    await this.primary.kill();
  }

  /** A fast shutdown: the standby has received everything. */
  async stopPrimary(): Promise<void> {
    await this.primary.stop();
  }

  /** Starts the same primary again with its data, after it was stopped or killed. */
  async startPrimaryAgain(): Promise<void> {
    await this.primary.startAgain();
    this.proxy.lead(this.primary.port);
    this.replication.lead(this.primary.port);
  }

  /**
   * Promotes the standby to primary, without a standby of its own, and directs the proxy to it. The former primary must
   * not run.
   */
  async promote(): Promise<void> {
    const promoted = this.standby!;
    await promoted.query(DATABASE, 'SELECT pg_promote(true, 20)');
    this.gone.push(this.primary);
    [this.primary, this.standby] = [promoted, null];
    this.proxy.lead(promoted.port);
    this.replication.lead(promoted.port);
  }

  /** Starts a new standby of the current primary. */
  async addStandby(isSynchronous = true): Promise<void> {
    this.standby = await PostgresNode.standbyOf(this.primary, this.replication.port);
    await this.setSynchronous(isSynchronous);
  }

  async close(): Promise<void> {
    await Promise.all([this.proxy.close(), this.replication.close()]);
    for (const node of [this.standby, this.primary, ...this.gone]) await node?.remove();
  }
}
