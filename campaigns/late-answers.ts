import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { DEMO_HEADERS, newConsent } from '../test/support/consent-api';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { passLeases } from '../test/support/effects';
import { DEMO } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import { type RunningSandbox, startSandbox } from '../test/support/sandbox';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';
import { Fleet } from './fleet';
import { repeatingAtOnce, withBuild } from './other-build';

export interface LateAnswersPlan {
  readonly seed: number;
  /** Late answers of each operation. */
  readonly late: number;
  /** VENDOR_DEADLINE_MS. */
  readonly deadline: number;
  /** Milliseconds per second of the waits between retries. */
  readonly second: number;
  readonly main?: string;
  /** Names of operations begin so; without it all. */
  readonly only?: string;
}

export interface LateAnswersResult extends Result {
  readonly requests: number;
  /** By operation: requests, without their repetitions. */
  readonly distinct: Readonly<Record<string, number>>;
  /** By operation: effects in the vendor's table. */
  readonly effects: Readonly<Record<string, number>>;
  readonly gatewayTimeouts: number;
  readonly conflicts: number;
  /** Customers and consents of the vendor that Portico does not have, after the reconciler. */
  readonly orphans: number;
  /** Effects without an outcome, after the reconciler. */
  readonly open: number;
  /** Answers that did not say when to repeat. */
  readonly untold: number;
  /** Requests without a final answer after the Retry-After of the last answer. */
  readonly untrue: number;
  readonly seconds: number;
}

/** One request and its repetitions. */
interface Ask {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

interface Operation {
  readonly name: string;
  readonly vendor: '1money' | 'finpro';
  /** The vendor's slow path. */
  readonly at: string;
  readonly ledger: string | null;
  /**
   * Without a key, where acting twice is harmless, each attempt is its own effect and has an intent of this action.
   * Null: one effect for any number of repetitions.
   */
  readonly each: string | null;
  prepare(): Promise<Ask>;
}

/** Seconds after the first answer at which a caller repeats the request. */
const RETRIES = [0, 1, 5, 20] as const;
/** Milliseconds after the deadline at which the vendor begins its work. */
const lateBy = (deadline: number): number => Math.min(1_500, deadline / 2);
/** Further repetitions, each after the Retry-After of the last answer. */
const MAX_MORE = 10;
/** Seconds within which the vendor has committed a late call. */
const MAX_COMMIT_SECONDS = 10;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const key = (): Record<string, string> => ({ 'Idempotency-Key': randomUUID() });
const bearer = { Authorization: DEMO, ...JSON_TYPE };
const four = { ...DEMO_HEADERS, ...JSON_TYPE };

/**
 * A vendor that answers after the deadline, at every operation with an effect, while the caller repeats at once and
 * later.
 */
export async function lateAnswers({
  seed,
  late,
  deadline,
  second,
  main,
  only = '',
}: LateAnswersPlan): Promise<LateAnswersResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const environment = {
    VENDOR_DEADLINE_MS: String(deadline),
    VENDOR_CONCURRENCY: '256',
    VENDOR_QUEUE: '1000',
    RECONCILE_INTERVAL_MS: '500',
    LOG_LEVEL: 'info',
  };
  const fleet = await Fleet.start(
    { databaseUrl: database.appUrl, sandboxUrl: sandbox.url, environment, ...(main === undefined ? {} : { main }) },
    2,
  );
  const agent = new Agent({ connections: 256 });
  const tally = { requests: 0, gatewayTimeouts: 0, conflicts: 0, untold: 0, untrue: 0 };
  const distinct: Record<string, number> = {};
  const effects: Record<string, number> = {};

  const send = async ({ path, headers, body }: Ask): Promise<{ status: number; waitMs: number; text: string }> => {
    tally.requests++;
    const answer = await request(fleet.pick(random)! + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      dispatcher: agent,
    });
    return {
      status: answer.statusCode,
      waitMs: Number(answer.headers['retry-after'] ?? 0) * 1000,
      text: await answer.body.text(),
    };
  };
  /** Creates the state that a request needs before the vendor becomes slow. Shed requests are repeated. */
  const made = async <T>(ask: Ask): Promise<T> => {
    const { status, text, waitMs } = await send(ask);
    if (status === 503 && waitMs > 0) return pause(waitMs).then(() => made<T>(ask));
    if (status >= 300) throw new Error(`${ask.path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const customer = async (): Promise<string> =>
    (
      await made<{ customer_id: string }>({
        path: '/v1/customers/hosted',
        headers: { ...bearer, ...key() },
        body: newCustomer(),
      })
    ).customer_id;
  const consent = async (): Promise<string> =>
    (
      await made<{ data: { consent_handle: string } }>({
        path: '/v3/requestconsent',
        headers: four,
        body: newConsent(),
      })
    ).data.consent_handle;
  const grant = async (): Promise<Ask> => ({
    path: '/v1/customers/onboarding/grants',
    headers: bearer,
    body: { customer_id: await customer() },
  });
  const link = async (): Promise<Ask> => ({
    path: '/webRedirection/getEncryptedUrl',
    headers: four,
    body: { consentHandle: await consent() },
  });
  const approved = async (): Promise<string> =>
    (
      await sandbox.control<{ consent_id: string }>(
        `/_sandbox/finpro/consents/${await consent()}/approve`,
        undefined,
        'POST',
      )
    ).consent_id;
  const keyed = async (ask: Promise<Ask>): Promise<Ask> => ({
    ...(await ask),
    headers: { ...(await ask).headers, ...key() },
  });

  const operations: readonly Operation[] = [
    {
      name: 'customer, with a key',
      vendor: '1money',
      at: '/v1/customers/lightweight',
      ledger: 'customer.created',
      each: null,
      prepare: async () => ({ path: '/v1/customers/hosted', headers: { ...bearer, ...key() }, body: newCustomer() }),
    },
    {
      name: 'grant, with a key',
      vendor: '1money',
      at: '/v1/customers/',
      ledger: 'grant.created',
      each: null,
      prepare: () => keyed(grant()),
    },
    {
      name: 'grant, without a key',
      vendor: '1money',
      at: '/v1/customers/',
      ledger: 'grant.created',
      each: 'onboarding.grant.create',
      prepare: grant,
    },
    {
      name: 'consent, with a key',
      vendor: 'finpro',
      at: '/v3/requestconsent',
      ledger: 'consent.created',
      each: null,
      prepare: async () => ({ path: '/v3/requestconsent', headers: { ...four, ...key() }, body: newConsent() }),
    },
    {
      name: 'consent, without a key',
      vendor: 'finpro',
      at: '/v3/requestconsent',
      ledger: 'consent.created',
      each: null,
      prepare: async () => ({ path: '/v3/requestconsent', headers: four, body: newConsent() }),
    },
    {
      name: 'consent link, with a key',
      vendor: 'finpro',
      at: '/webRedirection/getEncryptedUrl',
      ledger: null,
      each: null,
      prepare: () => keyed(link()),
    },
    {
      name: 'consent link, without a key',
      vendor: 'finpro',
      at: '/webRedirection/getEncryptedUrl',
      ledger: null,
      each: 'consent.link.create',
      prepare: link,
    },
    {
      name: 'revocation',
      vendor: 'finpro',
      at: '/revokeconsent',
      ledger: 'consent.revoked',
      each: null,
      prepare: async () => ({ path: '/revokeconsent', headers: four, body: { consentID: await approved() } }),
    },
  ];

  /** Effects in the vendor's table; links of FinPro are in their own table. */
  const done = async ({ ledger }: Operation): Promise<number> =>
    ledger
      ? (await sandbox.effects(ledger)).length
      : (await sandbox.database.query<{ n: number }>('SELECT count(*)::int AS n FROM sandbox.finpro_links'))[0]!.n;
  /** Effects that Portico recorded as sent. */
  const intended = async ({ each }: Operation): Promise<number> =>
    (
      await database.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM portico.vendor_effects WHERE action = $1 AND state <> 'FAILED'",
        [each],
      )
    )[0]!.n;

  /**
   * Sends the request, repeats it as an impatient caller does, and once more after the last Retry-After. Returns
   * whether that repetition was answered.
   */
  const insist = async (ask: Ask): Promise<void> => {
    let answer = await send(ask);
    let [heardAt, waited] = [performance.now(), 0];
    const isForGood = (): boolean => answer.status < 300 || answer.status === 410;
    const note = (): void => {
      if (answer.status === 504) tally.gatewayTimeouts++;
      if (answer.status === 409) tally.conflicts++;
      if (!isForGood() && answer.waitMs <= 0) tally.untold++;
    };
    note();
    for (const at of RETRIES) {
      if (isForGood()) return;
      await pause((at - waited) * second);
      waited = at;
      answer = await send(ask);
      heardAt = performance.now();
      note();
    }
    // Under this load other failures may occur, each with its own Retry-After; a conflict must be over after its own.
    for (let more = 0; more < MAX_MORE && !isForGood(); more++) {
      const wasConflict = answer.status === 409;
      await pause(answer.waitMs - (performance.now() - heardAt));
      answer = await send(ask);
      heardAt = performance.now();
      note();
      if (wasConflict && answer.status === 409) break;
    }
    if (!isForGood()) tally.untrue++;
  };

  const run = async (operation: Operation): Promise<void> => {
    const asks = await Promise.all(Array.from({ length: late }, () => operation.prepare()));
    const [before, intendedBefore] = [await done(operation), await intended(operation)];
    await sandbox.control('/_sandbox/faults', {
      vendor: operation.vendor,
      method: 'POST',
      path: operation.at,
      kind: 'latency',
      ms: deadline + lateBy(deadline),
      times: late,
    });
    await Promise.all(asks.map(insist));
    // Late calls have ended by then.
    await pause(lateBy(deadline));
    const wanted = operation.each ? (await intended(operation)) - intendedBefore : late;
    // On a busy machine the vendor may commit a late call only after the pause.
    await holdsWithin(MAX_COMMIT_SECONDS, async () => (await done(operation)) - before >= wanted);
    distinct[operation.name] = wanted;
    effects[operation.name] = (await done(operation)) - before;
  };

  try {
    await made({ path: '/v3/requestconsent', headers: four, body: newConsent() });
    const chosen = operations.filter(({ name }) => name.startsWith(only));
    // One operation of each vendor at a time: its effects are counted by the vendor's new rows.
    const oneByOne = async (vendor: Operation['vendor']): Promise<void> => {
      for (const operation of chosen.filter((one) => one.vendor === vendor)) await run(operation);
    };
    await Promise.all([oneByOne('1money'), oneByOne('finpro')]);
    const open = (): Promise<number> =>
      database
        .query<{ n: number }>(
          'SELECT count(*)::int AS n FROM portico.vendor_effects WHERE lease_expires_at IS NOT NULL',
        )
        .then(([row]) => row!.n);
    // Where a second is shorter, leases are, too.
    if (second < 1_000) await passLeases(database);
    await holdsWithin(180, async () => (await open()) === 0);
    const result = { ...tally, distinct, effects, orphans: await orphansOf(database, sandbox), open: await open() };
    const isOnce = Object.entries(distinct).every(([name, wanted]) => effects[name] === wanted);
    // Fewer than one each on a machine so busy that a request is shed before it is sent; without most of them the
    // campaign proves nothing.
    const isLate = 2 * tally.gatewayTimeouts >= late * chosen.length;
    const isPassed =
      isOnce && isLate && result.orphans === 0 && result.open === 0 && tally.untold === 0 && tally.untrue === 0;
    return {
      campaign: 'late-answers',
      seed,
      isPassed,
      ...result,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await agent.destroy();
    await fleet.stop();
    await sandbox.close();
    await database.drop();
  }
}

/** Customers and consents of the vendor that Portico does not have. */
async function orphansOf(database: TestDatabase, sandbox: RunningSandbox): Promise<number> {
  const known = await database.query<{ id: string }>(
    'SELECT c.customer_id AS id FROM portico.customers AS c UNION ALL SELECT c.consent_handle::text FROM ' +
      'portico.consents AS c WHERE c.consent_handle IS NOT NULL',
  );
  const ids = new Set(known.map(({ id }) => id));
  return [...(await sandbox.effects('customer.created')), ...(await sandbox.effects('consent.created'))].filter(
    ({ subject }) => !ids.has(subject),
  ).length;
}

/**
 * Control with a build that sends a lost request again as soon as FinPro's list does not show it: passes when consents
 * are doubled.
 */
export async function lateAnswersControl(plan: Omit<LateAnswersPlan, 'main'>): Promise<LateAnswersResult> {
  return withBuild(repeatingAtOnce(), async (build) => {
    const result = await lateAnswers({ ...plan, main: build.main, only: 'consent, ' });
    const isDoubled = ['consent, with a key', 'consent, without a key'].every(
      (name) => result.effects[name]! > result.distinct[name]!,
    );
    return { ...result, campaign: 'late-answers, a lost request is sent again at once', isPassed: isDoubled };
  });
}

if (require.main === module) {
  const { seed, late, deadline, second, control } = flags({ late: 200, deadline: 10_000, second: 1_000, control: 4 });
  void fromCommandLine(
    () => lateAnswers({ seed, late, deadline, second }),
    () => lateAnswersControl({ seed, late: control, deadline: 1_000, second: 50 }),
  );
}
