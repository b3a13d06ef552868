import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { needsBytes } from '../test/support/cluster-home';
import { freePort } from '../test/support/gateway';
import { type GatewayProcess, startGatewayProcess } from '../test/support/gateway-process';
import { hasHaproxy } from '../test/support/haproxy';
import { fillTables } from '../test/support/large-tables';
import { type Balancer, haproxy, nodeProxy } from './balancer';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';
import { LoadGenerator, type Shot } from './load-generator';
import { Stage } from './stage';
import { type Errand, Traffic } from './traffic';
import { greedyVersion, thisVersion, type Version, versionBefore } from './version';

export interface UpgradePlan {
  readonly seed: number;
  readonly before: Version;
  readonly after: Version;
  readonly replicas: number;
  readonly connections: number;
  /** Milliseconds that a client waits between two requests. */
  readonly gapMs: number;
  /** Milliseconds of traffic between two steps. */
  readonly settleMs: number;
  /** Audit entries that are there before; a part of it of the other tables. */
  readonly rows: number;
  /** Whether only the migrations are tried: the new version serves no request. */
  readonly onlyMigrates?: boolean;
}

/** A lock with which a table can be written by no other session, and how long it was held. */
export interface HeldLock {
  readonly table: string;
  readonly mode: string;
  readonly ms: number;
}

export interface UpgradeResult extends Result {
  readonly before: string;
  readonly after: string;
  /** What the new version said on the old schema. */
  readonly refusal: string | null;
  readonly requests: number;
  /** Requests that were not answered, or otherwise than the API documents, the first few of them. */
  readonly failed: number;
  readonly failures: readonly string[];
  readonly migrateSeconds: number;
  /** The lock that was held longest, and the slowest request while the migrations ran. */
  readonly longestLock: HeldLock | null;
  readonly slowestMs: number;
  readonly exitCodes: Readonly<Record<string, number>>;
}

const MAX_LOCK_MS = 1_000;
const SAMPLE_MS = 10;
/** Bytes of a row with its indexes, its part of the other tables, and the write-ahead log. */
const BYTES_OF_A_ROW = 2_500;

/**
 * Replicas of one version serve requests; the next one migrates, takes their place one by one, and gives it back. No
 * request fails, and no lock that stops writes is held for long.
 */
export async function upgrade(plan: UpgradePlan): Promise<UpgradeResult> {
  const { before, after, replicas, seed } = plan;
  const stage = await Stage.set();
  const { database } = stage;
  const slots: GatewayProcess[] = [];
  let balancer: Balancer | null = null;
  const locks = new LockSampler(database.url);
  try {
    if (before.name !== thisVersion().name) {
      await database.query('DROP SCHEMA portico CASCADE');
      await before.migrate(database.ownerUrl);
    }
    if (plan.rows > 0) await fill(database.url, plan.rows);
    const random = randomOf(seed);
    const ports = await Promise.all(Array.from({ length: replicas }, freePort));
    const start = (port: number, version: Version): Promise<GatewayProcess> =>
      stage.gateway({ PORT: String(port), SHUTDOWN_DRAIN_MS: '1000' }, version);
    const [refusal, ...started] = await Promise.all([
      plan.onlyMigrates ? null : refusalOf(after, database.appUrl, stage.sandboxUrl),
      ...ports.map((port) => start(port, before)),
    ]);
    slots.push(...started);
    balancer = await (hasHaproxy ? haproxy : nodeProxy)(slots.map(({ url }) => url));
    const load = await Load.begin(balancer.url, stage, slots[0]!.url, random, plan);
    const exitCodes: Record<string, number> = {};
    const roll = async (version: Version): Promise<void> => {
      for (const [slot, port] of ports.entries()) {
        const code = String(await slots[slot]!.end('SIGTERM'));
        exitCodes[code] = (exitCodes[code] ?? 0) + 1;
        slots[slot] = await start(port, version);
        await pause(plan.settleMs);
      }
    };
    await pause(plan.settleMs);
    await locks.begin();
    const begun = performance.now();
    await after.migrate(database.ownerUrl);
    const ended = performance.now();
    const longestLock = await locks.end();
    await pause(plan.settleMs);
    if (!plan.onlyMigrates) {
      await roll(after);
      await roll(before);
    }
    const shots = await load.end();
    const failures = shots.filter(isFailure);
    const meanwhile = shots.filter(({ shot: { due, ms } }) => due < ended && due + ms > begun);
    return {
      campaign: 'upgrade',
      seed,
      isPassed:
        failures.length === 0 &&
        (refusal === null || /not up to date/.test(refusal)) &&
        (longestLock?.ms ?? 0) <= MAX_LOCK_MS &&
        meanwhile.length > 0,
      before: before.name,
      after: after.name,
      refusal,
      requests: shots.length,
      failed: failures.length,
      failures: failures
        .slice(0, 5)
        .map(({ errand, shot }) => `${errand.kind.name}: ${shot.status} ${shot.head.split('\r\n')[0]}`),
      migrateSeconds: Math.round((ended - begun) / 100) / 10,
      longestLock,
      slowestMs: Math.round(Math.max(0, ...meanwhile.map(({ shot }) => shot.ms))),
      exitCodes,
    };
  } finally {
    await locks.end();
    await balancer?.stop();
    await stage.close();
  }
}

/** Control with a migration that keeps a table from requests: passes when the campaign notices it. */
export async function upgradeControl(plan: Omit<UpgradePlan, 'before' | 'after'>): Promise<UpgradeResult> {
  const after = greedyVersion();
  try {
    const result = await upgrade({ ...plan, before: thisVersion(), after, onlyMigrates: true });
    const isNoticed = !result.isPassed && (result.longestLock?.ms ?? 0) > MAX_LOCK_MS;
    return { ...result, campaign: 'upgrade, with a migration that locks a table', isPassed: isNoticed };
  } finally {
    after.remove();
  }
}

interface Answered {
  readonly errand: Errand;
  readonly shot: Shot;
}

const isFailure = ({ errand, shot }: Answered): boolean =>
  shot.status === 0 || shot.status >= 500 || !errand.kind.answers.includes(shot.status);

/** Clients that send requests of all kinds until the end. */
class Load {
  private readonly over = new AbortController();
  private readonly answered: Answered[] = [];
  private clients: Promise<unknown> = Promise.resolve();

  private constructor(private readonly generator: LoadGenerator) {}

  static async begin(
    url: string,
    stage: Stage,
    replica: string,
    random: () => number,
    { connections, gapMs }: UpgradePlan,
  ): Promise<Load> {
    const load = new Load(new LoadGenerator(url));
    const traffic = await Traffic.through(load.generator, stage, replica, random);
    const client = async (): Promise<void> => {
      while (!load.over.signal.aborted) {
        const errand = traffic.next();
        load.answered.push({ errand, shot: await load.generator.fire(errand.bytes) });
        await pause(gapMs);
      }
    };
    load.clients = Promise.all(Array.from({ length: connections }, client));
    return load;
  }

  async end(): Promise<readonly Answered[]> {
    this.over.abort();
    await this.clients;
    this.generator.close();
    return this.answered;
  }
}

/** What a replica of the version says of its readiness on this schema, before it is ended. */
async function refusalOf({ main }: Version, databaseUrl: string, sandboxUrl: string): Promise<string> {
  const replica = await startGatewayProcess(databaseUrl, sandboxUrl, { LOG_LEVEL: 'fatal' }, { main });
  let text = '';
  await holdsWithin(10, async () => {
    const answer = await fetch(`${replica.url}/health/ready`);
    text = await answer.text();
    return answer.status === 503 && text.includes('migrations');
  });
  await replica.end('SIGKILL');
  return /the schema is not up to date/.exec(text)?.[0] ?? text;
}

async function fill(url: string, rows: number): Promise<void> {
  const owner = { consumerId: randomUUID(), clientId: 'another', subscriptionId: randomUUID() };
  await fillTables(
    url,
    { ...owner, deliveryState: 'DELIVERED' },
    {
      auditEntries: rows,
      consents: Math.ceil(rows / 4),
      customers: Math.ceil(rows / 20),
      grants: Math.ceil(rows / 20),
      events: Math.ceil(rows / 20),
      keys: Math.ceil(rows / 10),
      links: Math.ceil(rows / 40),
    },
  );
}

const LOCKS = `
  SELECT c.relname AS table, l.mode, l.virtualtransaction AS transaction FROM pg_locks AS l
    JOIN pg_class AS c ON c.oid = l.relation JOIN pg_stat_activity AS a ON a.pid = l.pid
  WHERE l.granted AND c.relkind IN ('r', 'p') AND c.relnamespace = to_regnamespace('portico')
    AND a.usename = 'portico_owner' AND c.oid = ANY ($1)
    AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')`;

/** Samples the locks that keep others from writing to tables that were there before. */
class LockSampler {
  private readonly client: Client;
  private readonly seen = new Map<
    string,
    { readonly table: string; readonly mode: string; first: number; last: number }
  >();
  private running: Promise<void> | null = null;
  private isOver = false;

  constructor(url: string) {
    this.client = new Client({ connectionString: url });
  }

  async begin(): Promise<void> {
    await this.client.connect();
    const { rows } = await this.client.query<{ oid: number }>(
      "SELECT oid FROM pg_class WHERE relnamespace = 'portico'::regnamespace AND relkind IN ('r', 'p')",
    );
    const tables = rows.map(({ oid }) => oid);
    const sample = async (): Promise<void> => {
      while (!this.isOver) {
        const at = performance.now();
        const found = await this.client.query<{ table: string; mode: string; transaction: string }>(LOCKS, [tables]);
        for (const { table, mode, transaction } of found.rows) {
          const lock = this.seen.get(`${transaction} ${table} ${mode}`);
          if (lock) lock.last = performance.now();
          else this.seen.set(`${transaction} ${table} ${mode}`, { table, mode, first: at, last: performance.now() });
        }
        await pause(SAMPLE_MS);
      }
    };
    this.running = sample();
  }

  /** The lock that was held longest, by the samples in which it was seen. */
  async end(): Promise<HeldLock | null> {
    if (this.running === null) return null;
    this.isOver = true;
    await this.running;
    this.running = null;
    await this.client.end();
    const [longest] = [...this.seen.values()].toSorted((a, b) => b.last - b.first - (a.last - a.first));
    return longest ? { table: longest.table, mode: longest.mode, ms: Math.round(longest.last - longest.first) } : null;
  }
}

if (require.main === module) {
  const { before: number, ...plan } = flags({
    before: 26,
    replicas: 3,
    connections: 12,
    gap: 20,
    settle: 3000,
    rows: 0,
  });
  const { gap: gapMs, settle: settleMs, ...rest } = plan;
  const full = { ...rest, gapMs, settleMs };
  if (plan.rows > 0) needsBytes(plan.rows * BYTES_OF_A_ROW);
  void fromCommandLine(
    async () => {
      const before = versionBefore(number);
      try {
        return await upgrade({ ...full, before, after: thisVersion() });
      } finally {
        before.remove();
      }
    },
    () => upgradeControl({ ...full, rows: 0 }),
  );
}
