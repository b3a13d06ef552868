import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { CheckpointFile } from '../src/tlog/checkpoint/checkpoint-file';
import { parseCheckpoint } from '../src/tlog/checkpoint/checkpoint';
import { parseNote } from '../src/tlog/checkpoint/signed-note';
import type { TestDatabase } from '../test/support/database';
import { DEMO, OTHER } from '../test/support/gateway';
import { missingForCluster, PatroniCluster } from '../test/support/patroni-cluster';
import { startSandbox } from '../test/support/sandbox';
import { treeSize } from '../test/support/log';
import { verdict } from './audit-log';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';
import { CampaignClient } from './client';
import { type FailingDatabase, startPair } from './failing-database';
import { Fleet } from './fleet';
import { counted, countOpen, judge, type Violations } from './judge';
import { fillSubjectKeys, RING } from './keys-command';
import { Listener } from './listener';
import { OngoingRotation, type RotationFigures } from './ongoing-rotation';
import { asIfThereWereNoStandby, type OtherBuild, withBuild } from './other-build';
import { ReadinessProbe } from './readiness-watch';

/** How the primary fails: stopped cleanly, or killed; and what happens before to commits that wait for the standby. */
const WAYS = [
  'waits are cancelled',
  'backends are killed while they wait',
  'switchover',
  'waits stay',
  'nothing waits',
] as const;
type Way = (typeof WAYS)[number];

export interface FailoverPlan {
  readonly seed: number;
  readonly cycles: number;
  readonly clients: number;
  readonly replicas: number;
  /**
   * Milliseconds of traffic before replication stops, and of waiting commits afterwards: long enough for clients to
   * repeat failed requests.
   */
  readonly each: number;
  readonly start?: (isSynchronous: boolean) => Promise<FailingDatabase>;
  readonly isSynchronous?: boolean;
  readonly build?: OtherBuild;
  /** Sealed values that a rotation of the data key, which goes on all the time, seals anew; 0: no rotation. */
  readonly values: number;
}

export interface FailoverResult extends Result, Record<keyof Violations, number> {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly replayed: number;
  /** Acknowledged customers that the database does not have. */
  readonly lostCustomers: number;
  /** Waits for the standby that were ended. */
  readonly endedWaits: number;
  /**
   * Outages, times replicas, in which GET /health/ready did not report within three seconds that no commit is possible;
   * and failovers after which a replica was not ready within sixty seconds.
   */
  readonly readyLies: number;
  readonly neverReady: number;
  /** Outages in which every replica was judged, and milliseconds until the slowest reported. */
  readonly outages: number;
  readonly slowestTold: number;
  readonly unanswered: number;
  /** Gateways that exited. */
  readonly fallen: number;
  readonly unexpected: readonly string[];
  /** Events in the database that the cursor skipped, and returned events that are gone. */
  readonly missedEvents: number;
  readonly lostEvents: number;
  /** Seconds after each failover until entries were sealed; null: not within sixty. */
  readonly sealedAfter: readonly (number | null)[];
  /** Customers of a consumer that were created in another account at the vendor than its own. */
  readonly mixedAccounts: number;
  readonly rotation: RotationFigures | null;
  /** What is wrong after the rotation; empty: nothing. */
  readonly unrotated: readonly string[];
  /** The verifier's error at the end, with the checkpoint file; empty when everything verifies. */
  readonly log: string;
  readonly seconds: number;
}

/** Milliseconds that the vendor takes to answer. */
const VENDOR_MS = 300;
const SETTLED_WITHIN = 60;
const SEALED_WITHIN = 60;
const READY_WITHIN = 60;
const ORIGIN = 'portico.test/audit';
/** Milliseconds after which every replica knows of a change of a consumer. */
const CONSUMERS_READ_MS = 5_500;
/** The entity at the vendor in which customers of a consumer are created. */
const ENTITIES: Readonly<Record<string, string>> = { [DEMO]: 'portico', [OTHER]: 'other' };

/**
 * The primary of a replicated database fails repeatedly while clients repeat their keys; a standby takes over at the
 * same address. No gateway is restarted. Everything acknowledged, delivered or signed must exist in the end, and
 * readiness must report the outages.
 */
export async function failover(plan: FailoverPlan): Promise<FailoverResult> {
  const ends: (() => Promise<void>)[] = [];
  try {
    return await play(plan, (end) => ends.unshift(end));
  } finally {
    for (const end of ends) await end();
  }
}

/** `atEnd` collects the functions that end each part; they run in reverse order. */
async function play(
  {
    seed,
    cycles,
    clients: count,
    replicas,
    each,
    start = startPair,
    isSynchronous = true,
    build,
    values,
  }: FailoverPlan,
  atEnd: (end: () => Promise<void>) => void,
): Promise<FailoverResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  // Lost data never settles: in the controls it is enough to read once.
  const isControl = !isSynchronous || build !== undefined;
  const patience = isControl ? 3 : SETTLED_WITHIN;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-failover-'));
  atEnd(async () => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'checkpoints');
  const failing = await start(isSynchronous);
  atEnd(() => failing.close());
  const { database } = failing;
  const sandbox = await startSandbox({ LOG_LEVEL: 'warn' });
  atEnd(() => sandbox.close());
  // So that most requests are between INTENT and OUTCOME when replication stops: then their OUTCOME waits.
  await sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', kind: 'latency', ms: VENDOR_MS });
  const environment = {
    SEQUENCER_DATABASE_URL: database.sequencerUrl,
    AUDIT_CHECKPOINT_FILE: file,
    AUDIT_LOG_ORIGIN: ORIGIN,
    // The lease on an effect, which a repeated request waits for, is twice this and 5 s.
    VENDOR_DEADLINE_MS: '1000',
    RECONCILE_INTERVAL_MS: '1000',
    LOG_LEVEL: 'info',
    VENDOR_ACCOUNTS: 'other',
    ...RING,
  };
  const fleet = await Fleet.start(
    { databaseUrl: database.appUrl, sandboxUrl: sandbox.url, environment, ...(build ? { main: build.main } : {}) },
    replicas,
  );
  atEnd(() => fleet.stop());
  const probe = new ReadinessProbe(fleet.urls);
  atEnd(() => probe.stop());
  if (!(await holdsWithin(READY_WITHIN, async () => probe.areReady(0)))) throw new Error('the gateways are not ready');
  // The first start records that the database is no older one: it has no sealed value yet.
  await fillSubjectKeys(database, values);
  await database.query("UPDATE portico.consumers SET vendor_accounts = $1 WHERE client_id = 'other-consumer'", [
    JSON.stringify({ 'one-money': ['other'] }),
  ]);
  // Every replica knows of it after five seconds.
  await pause(CONSUMERS_READ_MS);
  const rotation = values > 0 ? new OngoingRotation(database) : null;
  atEnd(async () => void (await rotation?.end()));
  let endedAt = Infinity;
  const listener = await Listener.start(fleet.pick(random)!);
  atEnd(async () => {
    endedAt = -Infinity;
    await listener.stop().catch(() => undefined);
  });
  const clients = Array.from({ length: count }, (_, index) => {
    const authorization = index % 2 === 0 ? DEMO : OTHER;
    return new CampaignClient(fleet, randomOf(seed + index + 1), authorization);
  });
  const work = Promise.all(
    clients.map((client) =>
      client.run(
        () => endedAt < Infinity,
        () => endedAt + patience * 1000,
      ),
    ),
  );
  const sealedAfter: (number | null)[] = [];
  let [endedWaits, neverReady] = [0, 0];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await holdsWithin(SETTLED_WITHIN, async () => clients.every(({ told }) => told.length > 0), 20);
    await pause(each * (0.5 + random()));
    endedWaits += await breakDown(failing, probe, WAYS[cycle % WAYS.length]!, each, isSynchronous);
    const takenOverAt = performance.now();
    const size = await treeSize(database);
    const isSealed = await holdsWithin(
      isSynchronous ? SEALED_WITHIN : 1,
      async () => (await treeSize(database)) > size,
    );
    sealedAfter.push(isSealed ? Math.round((performance.now() - takenOverAt) / 100) / 10 : null);
    if (!(await holdsWithin(READY_WITHIN, async () => probe.areReady(takenOverAt)))) neverReady += 1;
    if (cycle + 1 < cycles) await failing.makeWhole();
  }
  await sandbox.control('/_sandbox/faults', undefined, 'DELETE');
  endedAt = performance.now();
  await work;
  await holdsWithin(patience, async () => (await countOpen(database)) === 0);
  const turned = (await rotation?.end()) ?? null;
  const unrotated = (await rotation?.settle(patience)) ?? [];
  const told = clients.flatMap((client) => client.told);
  const { violations } = await judge(database, sandbox.database, told);
  const kept = new Set(
    (await database.query<{ customer_id: string }>('SELECT customer_id FROM portico.customers')).map(
      ({ customer_id }) => customer_id,
    ),
  );
  const lostCustomers = new Set(told.map(({ customerId }) => customerId).filter((id) => !kept.has(id))).size;
  const { missedEvents, lostEvents } = await compareEvents(database, listener, isControl ? 1 : 20);
  const log = await verifiedLog(database, file, isControl ? 1 : 20);
  const unanswered = clients.flatMap((client) => client.unanswered).length;
  const unexpected = clients.flatMap((client) => client.unexpected);
  const figures = {
    ...counted(violations),
    lostCustomers,
    missedEvents,
    lostEvents,
    mixedAccounts: await countMixed(sandbox.database, clients),
    readyLies: probe.lies,
    neverReady,
    unanswered,
    fallen: fleet.fallen,
  };
  const isPassed =
    Object.values(figures).every((number) => number === 0) &&
    unexpected.length === 0 &&
    unrotated.length === 0 &&
    log === '' &&
    !sealedAfter.includes(null) &&
    fleet.restarts === replicas &&
    told.length > 0;
  return {
    campaign: 'failover',
    seed,
    isPassed,
    cycles,
    acknowledged: told.length,
    replayed: told.filter(({ isReplay }) => isReplay).length,
    endedWaits,
    ...figures,
    outages: probe.outages,
    slowestTold: Math.round(probe.slowest),
    unexpected: unexpected.slice(0, 5),
    sealedAfter,
    rotation: turned,
    unrotated: unrotated.slice(0, 5),
    log,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

/** Customers that were answered to the clients of a consumer and created in the account of the other one. */
async function countMixed(vendor: TestDatabase, clients: readonly CampaignClient[]): Promise<number> {
  const created = await vendor.query<{ customer_id: string; entity: string }>(
    'SELECT customer_id, entity FROM sandbox.customers',
  );
  const entities = new Map(created.map(({ customer_id, entity }) => [customer_id, entity]));
  return clients.reduce(
    (mixed, { authorization, told }) =>
      mixed + told.filter(({ customerId }) => entities.get(customerId) !== ENTITIES[authorization]).length,
    0,
  );
}

/** Control without waiting for the standby: passes when the judge and the verifier detect the loss. */
export async function failoverControl(plan: Omit<FailoverPlan, 'isSynchronous'>): Promise<FailoverResult> {
  const result = await failover({ ...plan, cycles: 1, isSynchronous: false });
  return {
    ...result,
    campaign: 'failover, in asynchronous mode',
    isPassed: result.answerWithoutOutcome > 0 && /cut off|written anew/.test(result.log),
  };
}

/** Most attempts: a repeated key must meet a waiting commit, which does not happen in every failure. */
const CONTROL_ATTEMPTS = 4;

/**
 * Control with a build that ignores the standby: passes when the judge detects the loss and the wrong readiness in one
 * of a few runs.
 */
export async function unconfirmedControl(plan: Omit<FailoverPlan, 'isSynchronous' | 'build'>): Promise<FailoverResult> {
  return withBuild(asIfThereWereNoStandby(), async (build) => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await failover({ ...plan, seed: plan.seed + attempt - 1, cycles: 1, build });
      const isPassed =
        !result.isPassed &&
        result.endedWaits > 0 &&
        result.lostCustomers + result.answerWithoutOutcome > 0 &&
        result.readyLies > 0;
      if (isPassed || attempt === CONTROL_ATTEMPTS)
        return { ...result, campaign: 'failover, as if there were no standby', isPassed };
    }
  });
}

/** Makes the primary fail and a standby take over. Returns how many waits were ended. */
async function breakDown(
  failing: FailingDatabase,
  probe: ReadinessProbe,
  way: Way,
  milliseconds: number,
  isSynchronous: boolean,
): Promise<number> {
  let ended = 0;
  if (way === 'switchover') {
    await failing.switchOver();
    return ended;
  }
  if (way !== 'nothing waits') {
    await failing.silence();
    const endWaits = async (): Promise<void> => {
      if (way === 'waits are cancelled') ended += await failing.endWaits('cancel');
      if (way === 'backends are killed while they wait') ended += await failing.endWaits('terminate');
    };
    if (isSynchronous) await probe.hold(() => failing.isDown(), endWaits, milliseconds);
    else await pause(milliseconds);
  }
  await failing.killPrimary();
  await probe.hold(() => failing.isDown());
  await failing.failOver();
  return ended;
}

/** Of the consumer whose events the listener reads. */
async function compareEvents(
  database: TestDatabase,
  { asked }: Listener,
  seconds: number,
): Promise<{ missedEvents: number; lostEvents: number }> {
  let kept: string[] = [];
  const missed = (): string[] => kept.filter((id) => !asked.includes(id));
  await holdsWithin(seconds, async () => {
    const rows = await database.query<{ event_id: string }>(
      `SELECT event_id FROM portico.events JOIN portico.consumers USING (consumer_id)
       WHERE client_id = 'demo-consumer'`,
    );
    kept = rows.map(({ event_id }) => event_id);
    return kept.length > 0 && missed().length === 0;
  });
  return { missedEvents: missed().length, lostEvents: asked.filter((id) => !kept.includes(id)).length };
}

/** Waits until all entries are sealed and in the checkpoint file, at most so long, and runs the verifier. */
async function verifiedLog(database: TestDatabase, file: string, seconds: number): Promise<string> {
  const outside = new CheckpointFile(file);
  await holdsWithin(seconds, async () => {
    const note = await outside.latest();
    const [row] = await database.query<{ waiting: number }>(
      'SELECT count(*)::int AS waiting FROM portico.audit_unsequenced',
    );
    return (
      note !== null && row!.waiting === 0 && parseCheckpoint(parseNote(note).text).size === (await treeSize(database))
    );
  });
  const auditor = new Client({ connectionString: database.auditorUrl });
  await auditor.connect();
  const found = await verdict(auditor, file).finally(() => auditor.end());
  return typeof found === 'string' ? found : '';
}

if (require.main === module) {
  const { form, ...plan } = flags(
    { cycles: 20, clients: 16, replicas: 3, each: 2000, values: 20_000 },
    { form: ['pair', 'cluster'] },
  );
  const missing = form === 'cluster' ? missingForCluster() : null;
  const start = form === 'cluster' ? (isSynchronous: boolean) => PatroniCluster.start(isSynchronous) : startPair;
  if (missing !== null)
    process.stdout.write(
      `${JSON.stringify({ campaign: 'failover', form, skipped: `not on this machine: ${missing}` })}\n`,
    );
  else
    void fromCommandLine(
      () => failover({ ...plan, start }),
      () => unconfirmedControl({ ...plan, start }),
      () => failoverControl({ ...plan, start }),
    );
}
