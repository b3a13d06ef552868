import { Client } from 'pg';
import { eventually } from '../test/support/eventually';
import { treeSize } from '../test/support/log';
import { verdict } from './audit-log';
import { holdsWithin } from './campaign';
import { countOpen, judge } from './judge';
import type { Listener } from './listener';
import type { Stage } from './stage';

/** Seconds within which all work that was begun has to end. */
const SETTLED_WITHIN = 120;

const UNDONE = {
  webhooks: 'portico.webhook_inbox WHERE due_at IS NOT NULL',
  events: 'portico.events WHERE position IS NULL',
  deliveries: "portico.event_deliveries WHERE state <> 'DELIVERED'",
} as const;

/** Numbers of rows that consumers or vendors were told are stored. */
export interface Kept {
  readonly grants: number;
  readonly webhooks: number;
}

export async function keptOn(stage: Stage): Promise<Kept> {
  return {
    grants: await stage.count('portico.onboarding_grants'),
    webhooks: await stage.count("portico.webhook_inbox WHERE dedupe_key LIKE 'genuine%'"),
  };
}

/**
 * Waits for the background work, and returns what is wrong: the vendor's database, the gateway's, its log and the
 * listener must agree. `added`: what was acknowledged as stored.
 */
export async function whatIsWrong(
  stage: Stage,
  listener: Listener,
  observed: readonly string[],
  before: Kept,
  added: Kept,
): Promise<string[]> {
  const wrong: string[] = [];
  const demand = (holds: boolean, otherwise: string): void => void (holds || wrong.push(otherwise));
  for (const [name, rows] of Object.entries(UNDONE))
    demand(
      await holdsWithin(SETTLED_WITHIN, async () => (await stage.count(rows)) === 0, 500),
      `${name} left undone: ${await stage.count(rows)}`,
    );
  demand(await holdsWithin(SETTLED_WITHIN, async () => (await countOpen(stage.database)) === 0, 2_000), 'open effects');

  const kept = await keptOn(stage);
  for (const name of ['grants', 'webhooks'] as const)
    demand(
      kept[name] - before[name] === added[name],
      `${name}: ${added[name]} answered, ${kept[name] - before[name]} kept`,
    );
  demand((await stage.count("portico.webhook_inbox WHERE dedupe_key LIKE 'forged%'")) === 0, 'forged webhooks kept');
  const { violations } = await judge(stage.database, stage.sandboxDatabase, []);
  for (const [name, cases] of Object.entries(violations)) demand(cases.length === 0, `${name}: ${cases.length}`);

  // Journeys that are still polled may change at any time, so both sides are read until they agree.
  let events: string[] = [];
  const isAllAsked = async (): Promise<boolean> => {
    events = (
      await stage.database.query<{ event_id: string }>(
        'SELECT event_id FROM portico.events WHERE position IS NOT NULL ORDER BY position',
      )
    ).map(({ event_id }) => event_id);
    return listener.asked.join() === events.join();
  };
  demand(
    await holdsWithin(SETTLED_WITHIN, isAllAsked, 1_000),
    `events: ${events.length} in the database, ${listener.asked.length} asked and ${new Set(listener.asked).size} ` +
      'of them different, or in another order',
  );
  const isAllSent = async (): Promise<boolean> => {
    const { sent } = listener;
    return events.every((id) => sent.has(id));
  };
  demand(
    await holdsWithin(SETTLED_WITHIN, isAllSent, 1_000),
    `events: ${events.length} in the database, ${listener.sent.size} sent`,
  );

  for (const id of observed) {
    const { status } = await stage.control<{ status: string }>(`/_sandbox/1money/customers/${id}`);
    const isKnown = (): Promise<boolean> =>
      stage
        .count(`portico.customers WHERE customer_id = '${id}' AND status = '${status}'`)
        .then((found) => found === 1);
    demand(await holdsWithin(SETTLED_WITHIN, isKnown), `a customer is ${status} at the vendor, not at the gateway`);
  }

  const entries = await stage.count('portico.audit_entries');
  await eventually(
    () => treeSize(stage.database),
    (size) => size >= entries,
    SETTLED_WITHIN * 1000,
  );
  const auditor = new Client({ connectionString: stage.database.auditorUrl });
  await auditor.connect();
  const found = await verdict(auditor, null).finally(() => auditor.end());
  demand(typeof found !== 'string', `the log: ${found as string}`);
  return wrong;
}
