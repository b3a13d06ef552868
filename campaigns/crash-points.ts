import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { passLeases } from '../test/support/effects';
import { DEMO } from '../test/support/gateway';
import { type GatewayProcess, type ProcessOptions, startGatewayProcess } from '../test/support/gateway-process';
import { newCustomer } from '../test/support/given';
import { type RunningSandbox, startSandbox } from '../test/support/sandbox';
import { flags, fromCommandLine, holdsWithin, type Result } from './campaign';
import type { Told } from './client';
import { counted, countOpen, judge, type Violations } from './judge';
import { auditAfterCall, withBuild } from './other-build';
import { dieAtCall, WAYS_OUT, whyNoStrace } from './strace';

export interface CrashResult extends Result, Record<keyof Violations, number> {
  /** For each kind of request: how many writes it makes. A process was killed at each of them. */
  readonly points: Readonly<Record<string, number>>;
  readonly effects: number;
  /** Requests without a correct answer in the end. */
  readonly stuck: readonly string[];
  readonly settledAfter: number | null;
}

interface SkippedResult extends Result {
  readonly skipped: string;
}

interface Attempt {
  readonly kind: Told['kind'];
  readonly key: string;
  readonly path: string;
  readonly body: object;
}

/** Arms a running process: it dies at its n-th write from now on. */
type Arming = (gateway: GatewayProcess, at: number) => Promise<void>;

/** A way to kill the process, by name, and its start options. */
interface Death {
  readonly name: string;
  readonly start: (at: number) => { environment: NodeJS.ProcessEnv; options: ProcessOptions };
  readonly arm: Arming;
}

const ENVIRONMENT = { VENDOR_DEADLINE_MS: '1000', RECONCILE_INTERVAL_MS: '3600000' };
const SETTLED_WITHIN = 60;
const MAX_POINTS = 200;

/** With Node alone: every write to a socket. */
const byNode: Death = {
  name: 'socket',
  start: (at) => ({
    environment: { DIE_AT_WRITE: String(at) },
    options: { nodeOptions: ['--require', path.join(__dirname, 'die-at-write.js')] },
  }),
  arm: async ({ child }) => {
    child.send('arm');
    await once(child, 'message');
  },
};

/** With strace: every system call that writes bytes out of the process, logs included. */
const byStrace = (call: (typeof WAYS_OUT)[number]): Death => ({
  name: call,
  start: () => ({ environment: {}, options: {} }),
  arm: async ({ child }, at) => void (await dieAtCall(child.pid!, call, at)),
});

export interface CrashPlan {
  readonly seed: number;
  readonly deaths: readonly Death[];
  readonly kinds: readonly Told['kind'][];
  readonly main?: string;
  /** Leases of the dead run out at once when all have died. */
  readonly passesLeases?: boolean;
  /** Ends at the first effect without an intent, instead of trying every write. */
  readonly endsAtViolation?: boolean;
}

export const nodeOnly = (seed: number): CrashPlan => ({ seed, deaths: [byNode], kinds: ['customer', 'grant'] });
export const withStrace = (seed: number, calls: readonly (typeof WAYS_OUT)[number][] = WAYS_OUT): CrashPlan => ({
  seed,
  deaths: calls.map(byStrace),
  kinds: ['customer', 'grant'],
});

/**
 * Kills a process at each of its writes during one POST, and checks that vendor, database and client agree afterwards.
 */
export async function crashPoints({
  seed,
  deaths,
  kinds,
  main,
  endsAtViolation = false,
  passesLeases = false,
}: CrashPlan): Promise<CrashResult> {
  const [database, sandbox] = [await createTestDatabase(), await startSandbox()];
  try {
    const attempts: Attempt[] = [];
    const points: Record<string, number> = {};
    for (const death of deaths) {
      for (const kind of kinds)
        points[`${kind}, ${death.name}`] = await enumerate(death, kind, {
          database,
          sandbox,
          attempts,
          endsAtViolation,
          ...(main === undefined ? {} : { main }),
        });
    }
    if (passesLeases) await passLeases(database);
    const { told, stuck, settledAfter } = await converge(database, sandbox, attempts);
    const { violations, effects } = await judge(database, sandbox.database, told);
    const isPassed =
      settledAfter !== null && stuck.length === 0 && Object.values(counted(violations)).every((number) => number === 0);
    return { campaign: 'crash points', seed, isPassed, points, effects, ...counted(violations), stuck, settledAfter };
  } finally {
    await sandbox.close();
    await database.drop();
  }
}

/** Returns how many writes the request makes: one less than the first number at which the process survives it. */
async function enumerate(
  death: Death,
  kind: Told['kind'],
  {
    database,
    sandbox,
    attempts,
    endsAtViolation,
    main,
  }: { database: TestDatabase; sandbox: RunningSandbox; attempts: Attempt[]; endsAtViolation: boolean; main?: string },
): Promise<number> {
  for (let at = 1; at <= MAX_POINTS; at++) {
    const { environment, options } = death.start(at);
    const gateway = await startGatewayProcess(
      database.appUrl,
      sandbox.url,
      { ...ENVIRONMENT, ...environment },
      { ...options, ...(main === undefined ? {} : { main }) },
    );
    const attempt = await prepare(gateway, kind);
    attempts.push(attempt);
    const isDead = once(gateway.child, 'exit').then(() => true);
    await death.arm(gateway, at);
    const isAnswered = await Promise.race([
      isDead.then(() => false),
      post(gateway, attempt).then(
        ({ status }) => status === 201,
        () => false,
      ),
    ]);
    await gateway.end('SIGKILL');
    if (isAnswered) return at - 1;
    if (
      endsAtViolation &&
      (await sandbox.effects()).length >
        (await database.query("SELECT FROM portico.audit_entries WHERE phase = 'INTENT'")).length
    )
      return at;
  }
  throw new Error(`${kind} outlived no ${death.name}`);
}

/** Opens database connections, and creates the grant's customer. */
async function prepare(gateway: GatewayProcess, kind: Told['kind']): Promise<Attempt> {
  const key = randomUUID();
  const customer = { kind: 'customer', path: '/v1/customers/hosted', body: newCustomer(), key } as const;
  if (kind === 'customer') return customer;
  const { text } = await post(gateway, { ...customer, key: randomUUID() });
  return {
    kind,
    key,
    path: '/v1/customers/onboarding/grants',
    body: { customer_id: (JSON.parse(text) as { customer_id: string }).customer_id },
  };
}

async function post(
  gateway: GatewayProcess,
  { path: target, key, body }: Attempt,
): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(gateway.url + target, {
    method: 'POST',
    headers: { Authorization: DEMO, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/**
 * A gateway that is not killed: it settles the effects of the killed ones, and then each request is repeated and
 * answered. A link whose answer was lost is answered with that error.
 */
async function converge(
  database: TestDatabase,
  sandbox: RunningSandbox,
  attempts: readonly Attempt[],
): Promise<{ told: Told[]; stuck: string[]; settledAfter: number | null }> {
  const begun = performance.now();
  const gateway = await startGatewayProcess(database.appUrl, sandbox.url, {
    ...ENVIRONMENT,
    RECONCILE_INTERVAL_MS: '200',
  });
  try {
    const isSettled = await holdsWithin(SETTLED_WITHIN, async () => (await countOpen(database)) === 0);
    const settledAfter = isSettled ? Math.round((performance.now() - begun) / 100) / 10 : null;
    const told: Told[] = [];
    const stuck: string[] = [];
    for (const { kind, key, path: target, body } of attempts) {
      const { status, text, headers } = await post(gateway, { kind, key, path: target, body });
      const customerId = (body as { customer_id?: string }).customer_id;
      if (status === 201)
        told.push({
          kind,
          key,
          text,
          customerId: customerId ?? (JSON.parse(text) as { customer_id: string }).customer_id,
          requestId: headers.get('x-request-id')!,
          isReplay: headers.has('idempotent-replayed'),
        });
      else if (kind !== 'grant' || !text.includes('answer-lost')) stuck.push(`${kind} ${key}: ${status} ${text}`);
    }
    return { told, stuck, settledAfter };
  } finally {
    await gateway.end('SIGTERM');
  }
}

/** Control with a build that calls first and writes its intent afterwards: passes when the judge detects it. */
export async function crashPointsControl(seed: number): Promise<CrashResult> {
  return withBuild(auditAfterCall(), async (build) => {
    const result = await crashPoints({
      ...nodeOnly(seed),
      kinds: ['customer'],
      main: build.main,
      endsAtViolation: true,
      passesLeases: true,
    });
    return { ...result, campaign: 'crash points, audit after the call', isPassed: result.effectWithoutIntent > 0 };
  });
}

if (require.main === module) {
  const { seed } = flags({});
  const why = whyNoStrace();
  const traced = (): Promise<CrashResult | SkippedResult> =>
    why === null
      ? crashPoints(withStrace(seed))
      : Promise.resolve({ campaign: 'crash points by strace', seed, isPassed: true, skipped: why });
  void fromCommandLine(
    () => crashPoints(nodeOnly(seed)),
    traced,
    () => crashPointsControl(seed),
  );
}
