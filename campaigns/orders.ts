import type { KybStatus } from '../src/onboarding/kyb/kyb-status';
import { nextPollSeconds } from '../src/inbox/polling/poll-schedule';
import { InboxFiguresService } from '../src/inbox/inbox-figures.service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { createPool } from '../test/support/pool';
import { type RunningGateway, startGateway } from '../test/support/gateway';
import { Given } from '../test/support/given';
import { type RunningSandbox, startSandbox } from '../test/support/sandbox';
import { deliver, oneMoneyWebhook } from '../test/support/vendor-webhooks';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';

/** The six steps of one customer, in the vendor's order; a webhook tells of each. */
const STEPS: readonly KybStatus[] = [
  'PENDING_REVIEW',
  'UNDER_REVIEW',
  'ESCALATED',
  'PENDING_APPROVAL',
  'PROVISIONING',
  'APPROVED',
];
const REPLICAS = 2;
const AT_ONCE = 12;

export interface OrdersResult extends Result {
  readonly orders: number;
  readonly webhooks: number;
  /** Final statuses of customers: only one, if the campaign passes. */
  readonly finalStates: Readonly<Record<string, number>>;
  /** Customers with an event that reports a step back, or a step twice. */
  readonly backwards: number;
  readonly seconds: number;
}

export interface LostResult extends Result {
  readonly changes: number;
  /** Changes whose webhook was sent. */
  readonly told: number;
  readonly converged: number;
  /**
   * Longest time in seconds from a change at the vendor until Portico knows it, for changes that only a poll can find;
   * and the documented bound.
   */
  readonly slowest: number;
  readonly bound: number;
  readonly lost: number;
  readonly late: number;
  readonly seconds: number;
}

interface Stage {
  readonly database: TestDatabase;
  /** A superuser's connection, for frequent queries. */
  readonly pool: Pool;
  readonly sandbox: RunningSandbox;
  readonly replicas: readonly RunningGateway[];
  readonly given: Given;
}

async function onStage<T>(pollIntervalSeconds: number, work: (stage: Stage) => Promise<T>): Promise<T> {
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const environment = { LOG_LEVEL: 'warn', POLL_INTERVAL_SECONDS: String(pollIntervalSeconds) };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => startGateway({ database, sandbox, environment })),
  );
  const pool = createPool(database.url);
  try {
    return await work({ database, pool, sandbox, replicas, given: new Given(replicas[0]!) });
  } finally {
    await pool.end();
    await Promise.all(replicas.map((replica) => replica.close()));
    await sandbox.close();
    await database.drop();
  }
}

/** Runs the work for each, with limited concurrency. */
async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await work(items[at]!, at);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

/**
 * The vendor takes six steps; after each, one of the six webhooks arrives, in every possible order, so that most report
 * a step that is long past or has not happened yet. `believes` is for the control: the webhook's status is stored
 * without a read.
 */
export async function orders({
  seed,
  orders: wanted,
  believes = false,
}: {
  seed: number;
  orders: number;
  believes?: boolean;
}): Promise<OrdersResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const all = permutations(STEPS.map((_, step) => step));
  const chosen = all
    .map((order) => ({ order, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, wanted)
    .map(({ order }) => order);
  return onStage(3_600, async ({ database, replicas, given }) => {
    /** By customer, the status of the webhook that came last. */
    const believed = new Map<string, KybStatus>();
    await forEach(chosen, AT_ONCE, async (order, index) => {
      const { customer_id } = await given.customer();
      for (const [step, told] of order.entries()) {
        await given.status(customer_id, STEPS[step]!);
        const webhook = oneMoneyWebhook(customer_id, {
          event: `kyb.${STEPS[told]!.toLowerCase()}`,
          status: STEPS[told]!,
        });
        await deliver(replicas[(index + step) % REPLICAS]!.url, webhook);
        believed.set(customer_id, STEPS[told]!);
      }
    });
    const isSettled = async (): Promise<boolean> =>
      (await rows(database, 'SELECT FROM portico.webhook_inbox WHERE due_at IS NOT NULL')) +
        (await rows(database, 'SELECT FROM portico.events WHERE position IS NULL')) ===
      0;
    await holdsWithin(60, isSettled);
    // Now, since what the webhooks made Portico read is stored in the meantime.
    if (believes)
      for (const [customerId, status] of believed)
        await database.query('UPDATE portico.customers SET status = $1 WHERE customer_id = $2', [status, customerId]);
    const found = await database.query<{ status: string; count: string }>(
      'SELECT status, count(*) FROM portico.customers GROUP BY 1',
    );
    const finalStates = Object.fromEntries(found.map(({ status, count }) => [status, Number(count)]));
    const stories = await database.query<{ steps: string[] }>(
      "SELECT array_agg(data->>'status' ORDER BY position) AS steps FROM portico.events WHERE type = " +
        "'onboarding.customer.status_changed' GROUP BY journey_id",
    );
    const backwards = stories.filter(({ steps }) =>
      steps.some((step, at) => at > 0 && STEPS.indexOf(step as KybStatus) <= STEPS.indexOf(steps[at - 1] as KybStatus)),
    ).length;
    const isPassed =
      finalStates.APPROVED === chosen.length &&
      Object.keys(finalStates).length === 1 &&
      backwards === 0 &&
      stories.length === chosen.length;
    return {
      campaign: 'orders',
      seed,
      isPassed,
      orders: chosen.length,
      webhooks: chosen.length * STEPS.length,
      finalStates,
      backwards,
      seconds: seconds(begun),
    };
  });
}

/**
 * Webhooks are lost: all of them, or the share `lossShare`. Customers still reach the vendor's status within the
 * polling bound, and exactly the lost webhooks are counted as missed. `polls: false` is for the control.
 */
export async function lost({
  seed,
  customers,
  steps = 5,
  lossShare = 1,
  polls = true,
}: {
  seed: number;
  customers: number;
  /** Of each customer, at most; two at least. */
  steps?: number;
  lossShare?: number;
  polls?: boolean;
}): Promise<LostResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const interval = 1;
  const slack = 2;
  const bound = nextPollSeconds('waiting', 0, interval)! + slack;
  const patience = polls ? 30 : 1;
  return onStage(polls ? interval : 3_600, async ({ database, pool, replicas, given }) => {
    const tally = { changes: 0, told: 0, converged: 0, slowest: 0 };
    await forEach(Array.from({ length: customers }), AT_ONCE, async () => {
      const { customer_id } = await given.customer();
      await given.grant(customer_id);
      for (const status of STEPS.slice(0, 2 + Math.floor(random() * (steps - 1)))) {
        const isLost = random() < lossShare;
        const changed = performance.now();
        await given.status(customer_id, status);
        tally.changes += 1;
        const isKnown = await holdsWithin(patience, async () => {
          return (
            (
              await pool.query<{ status: string }>('SELECT status FROM portico.customers WHERE customer_id = $1', [
                customer_id,
              ])
            ).rows[0]!.status === status
          );
        });
        tally.slowest = Math.max(tally.slowest, seconds(changed));
        if (isKnown) tally.converged += 1;
        if (isLost) continue;
        tally.told += 1;
        await deliver(
          replicas[tally.told % REPLICAS]!.url,
          oneMoneyWebhook(customer_id, { event: `kyb.${status.toLowerCase()}`, status }),
        );
      }
    });
    await holdsWithin(
      30,
      async () => (await rows(database, 'SELECT FROM portico.webhook_inbox WHERE due_at IS NOT NULL')) === 0,
    );
    await pause(100);
    const missedWebhooks = (await replicas[0]!.app.get(InboxFiguresService, { strict: false }).read()).missedWebhooks[
      'one-money'
    ] ?? { lost: 0, late: 0 };
    // A late webhook takes back one missed webhook, unless it is the first to show the change after its own.
    const isExact = missedWebhooks.lost === tally.changes - tally.told && missedWebhooks.late <= tally.told;
    const isPassed = tally.converged === tally.changes && tally.slowest <= bound && isExact;
    return { campaign: 'lost-webhooks', seed, isPassed, ...tally, bound, ...missedWebhooks, seconds: seconds(begun) };
  });
}

const seconds = (begun: number): number => Math.round((performance.now() - begun) / 10) / 100;
const rows = async (database: TestDatabase, text: string): Promise<number> => (await database.query(text)).length;

if (require.main === module) {
  const { seed, orders: wanted, customers } = flags({ orders: 720, customers: 60 });
  void fromCommandLine(
    () => orders({ seed, orders: wanted }),
    () => lost({ seed, customers }),
    () => lost({ seed, customers, lossShare: 0.5 }),
  );
}
