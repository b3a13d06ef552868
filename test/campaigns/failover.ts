import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { CheckpointFile } from '../../src/tlog/checkpoint-file';
import { parseCheckpoint } from '../../src/tlog/checkpoint';
import { parseNote } from '../../src/tlog/signed-note';
import { ReplicatedPostgres } from '../support/replicated-postgres';
import { startSandbox } from '../support/sandbox';
import { treeSize } from '../support/log';
import { verdict } from './audit-log';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';
import { CampaignClient } from './client';
import { Fleet } from './fleet';
import { counted, countOpen, judge, type Violations } from './judge';
import { Listener } from './listener';
import { type OtherBuild, withoutConfirmation } from './other-build';

/** What happens to the commits that wait for the standby, before the primary is killed. */
const WAYS = ['waits are cancelled', 'backends are killed while they wait', 'waits stay', 'nothing waits'] as const;
type Way = (typeof WAYS)[number];

export interface FailoverPlan {
  readonly seed: number;
  readonly cycles: number;
  readonly clients: number;
  readonly replicas: number;
  /** Milliseconds of traffic before, and of waiting commits after the standby hears nothing more: long enough for clients to repeat what failed. */
  readonly each: number;
  readonly isSynchronous?: boolean;
  readonly build?: OtherBuild;
}

export interface FailoverResult extends Result, Record<keyof Violations, number> {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly replayed: number;
  /** Acknowledged customers that the database does not have. */
  readonly lostCustomers: number;
  /** Waits for the standby that were ended. */
  readonly endedWaits: number;
  readonly unanswered: number;
  readonly unexpected: readonly string[];
  /** Events in the database that the cursor never met, and events that it met which are gone. */
  readonly missedEvents: number;
  readonly lostEvents: number;
  /** Seconds after each promotion until something was sealed; null: not within thirty. */
  readonly sealedAfter: readonly (number | null)[];
  /** What the verifier says in the end, with the file outside; empty when all holds. */
  readonly log: string;
  readonly seconds: number;
}

/** Milliseconds that the vendor takes for a request. */
const VENDOR_MS = 300;
const SETTLED_WITHIN = 60;
const SEALED_WITHIN = 30;
const ORIGIN = 'portico.test/audit';

/**
 * The primary of a replicated database is killed again and again while clients repeat their keys; its standby takes over, at
 * the same address. No gateway is started anew. What was acknowledged, told or signed must be there in the end.
 */
export async function failover({ seed, cycles, clients: count, replicas, each, isSynchronous = true, build }: FailoverPlan): Promise<FailoverResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  // What is lost never settles: there it is enough to look.
  const patience = isSynchronous && !build ? SETTLED_WITHIN : 3;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-failover-'));
  const file = path.join(folder, 'checkpoints');
  const [pair, sandbox] = [await ReplicatedPostgres.start(), await startSandbox({ LOG_LEVEL: 'warn' })];
  await pair.setSynchronous(isSynchronous);
  // So that most requests are between INTENT and OUTCOME when the standby falls silent: their OUTCOME is then what waits.
  await sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', kind: 'latency', ms: VENDOR_MS });
  const environment = { SEQUENCER_DATABASE_URL: pair.database.sequencerUrl, AUDIT_CHECKPOINT_FILE: file, AUDIT_LOG_ORIGIN: ORIGIN, VENDOR_DEADLINE_MS: '1000', RECONCILE_INTERVAL_MS: '1000', LOG_LEVEL: 'info' };
  const fleet = await Fleet.start({ databaseUrl: pair.database.appUrl, sandboxUrl: sandbox.url, environment, ...(build ? { main: build.main } : {}) }, replicas);
  try {
    let endedAt = Infinity;
    const listener = await Listener.start(fleet.pick(random)!);
    const clients = Array.from({ length: count }, (_, index) => new CampaignClient(fleet, randomOf(seed + index + 1)));
    const work = Promise.all(clients.map((client) => client.run(() => endedAt < Infinity, () => endedAt + patience * 1000)));
    const sealedAfter: (number | null)[] = [];
    let endedWaits = 0;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await holdsWithin(SETTLED_WITHIN, async () => clients.every(({ told }) => told.length > 0), 20);
      await pause(each * (0.5 + random()));
      endedWaits += await breakDown(pair, WAYS[cycle % WAYS.length]!, each);
      const promotedAt = performance.now();
      const size = await treeSize(pair.database);
      const isSealed = await holdsWithin(isSynchronous ? SEALED_WITHIN : 1, async () => (await treeSize(pair.database)) > size);
      sealedAfter.push(isSealed ? Math.round((performance.now() - promotedAt) / 100) / 10 : null);
      if (cycle + 1 < cycles) await pair.addStandby(isSynchronous);
    }
    endedAt = performance.now();
    await work;
    await holdsWithin(patience, async () => (await countOpen(pair.database)) === 0);
    const told = clients.flatMap((client) => client.told);
    const { violations } = await judge(pair.database, sandbox.database, told);
    const kept = new Set((await pair.query<{ customer_id: string }>('SELECT customer_id FROM portico.customers')).map(({ customer_id }) => customer_id));
    const lostCustomers = new Set(told.map(({ customerId }) => customerId).filter((id) => !kept.has(id))).size;
    const { missedEvents, lostEvents } = await compareEvents(pair, listener, isSynchronous ? 20 : 1);
    await listener.stop().catch(() => undefined);
    const log = await verifiedLog(pair, file, isSynchronous ? 20 : 1);
    const unanswered = clients.flatMap((client) => client.unanswered).length;
    const unexpected = clients.flatMap((client) => client.unexpected);
    const figures = { ...counted(violations), lostCustomers, missedEvents, lostEvents, unanswered };
    const isPassed = Object.values(figures).every((number) => number === 0) && unexpected.length === 0 && log === '' && !sealedAfter.includes(null) && fleet.restarts === replicas && told.length > 0;
    return { campaign: 'failover', seed, isPassed, cycles, acknowledged: told.length, replayed: told.filter(({ isReplay }) => isReplay).length, endedWaits, ...figures, unexpected: unexpected.slice(0, 5), sealedAfter, log, seconds: Math.round((performance.now() - begun) / 1000) };
  } finally {
    await fleet.stop();
    await sandbox.close();
    await pair.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Without waiting for the standby: passes when the judge and the verifier notice what was lost. */
export async function failoverControl(plan: Omit<FailoverPlan, 'isSynchronous'>): Promise<FailoverResult> {
  const result = await failover({ ...plan, cycles: 1, isSynchronous: false });
  return { ...result, campaign: 'failover, in asynchronous mode', isPassed: result.answerWithoutOutcome > 0 && /cut off|written anew/.test(result.log) };
}

/** A repeated key must meet a commit that waits, which not every breakdown gives. */
const CONTROL_ATTEMPTS = 4;

/** With a build that confirms nothing before it answers from what it read: passes when the judge notices what was lost in one of a few runs. */
export async function unconfirmedControl(plan: Omit<FailoverPlan, 'isSynchronous' | 'build'>): Promise<FailoverResult> {
  const build = withoutConfirmation();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const result = await failover({ ...plan, seed: plan.seed + attempt - 1, cycles: 1, build });
      const isPassed = !result.isPassed && result.endedWaits > 0 && result.lostCustomers + result.answerWithoutOutcome > 0;
      if (isPassed || attempt === CONTROL_ATTEMPTS) return { ...result, campaign: 'failover, without confirmation of what was read', isPassed };
    }
  } finally {
    build.remove();
  }
}

/** Nothing more reaches the standby; then the primary is killed, and the standby takes over. Gives how many waits were ended. */
async function breakDown(pair: ReplicatedPostgres, way: Way, milliseconds: number): Promise<number> {
  let ended = 0;
  if (way !== 'nothing waits') {
    await pair.freeze('walsender');
    const until = performance.now() + milliseconds;
    while (performance.now() < until) {
      if (way === 'waits are cancelled') ended += await pair.endWaits('cancel');
      if (way === 'backends are killed while they wait') ended += await pair.endWaits('terminate');
      await pause(50);
    }
  }
  await pair.killPrimary();
  await pair.promote();
  return ended;
}

async function compareEvents(pair: ReplicatedPostgres, { asked }: Listener, seconds: number): Promise<{ missedEvents: number; lostEvents: number }> {
  let kept: string[] = [];
  const missed = (): string[] => kept.filter((id) => !asked.includes(id));
  await holdsWithin(seconds, async () => {
    kept = (await pair.query<{ event_id: string }>('SELECT event_id FROM portico.events')).map(({ event_id }) => event_id);
    return kept.length > 0 && missed().length === 0;
  });
  return { missedEvents: missed().length, lostEvents: asked.filter((id) => !kept.includes(id)).length };
}

/** Waits until all is sealed and outside, at most so long, and asks the verifier. */
async function verifiedLog(pair: ReplicatedPostgres, file: string, seconds: number): Promise<string> {
  const outside = new CheckpointFile(file);
  await holdsWithin(seconds, async () => {
    const note = await outside.latest();
    const [row] = await pair.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM portico.audit_unsequenced');
    return note !== null && row!.waiting === 0 && parseCheckpoint(parseNote(note).text).size === (await treeSize(pair.database));
  });
  const auditor = new Client({ connectionString: pair.database.auditorUrl });
  await auditor.connect();
  const found = await verdict(auditor, file).finally(() => auditor.end());
  return typeof found === 'string' ? found : '';
}

if (require.main === module) {
  const { seed, ...plan } = flags({ cycles: 20, clients: 16, replicas: 3, each: 2000 });
  void fromCommandLine(() => failover({ seed, ...plan }), () => unconfirmedControl({ seed, ...plan }), () => failoverControl({ seed, ...plan }));
}
