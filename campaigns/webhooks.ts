import { Agent, request } from 'undici';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { DEMO } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import { type RunningSandbox, startSandbox } from '../test/support/sandbox';
import { nowSeconds, oneMoneyWebhook, type VendorWebhook } from '../test/support/vendor-webhooks';
import { flags, fromCommandLine, holdsWithin, pause, randomOf, type Result } from './campaign';
import { Fleet } from './fleet';

export interface WebhooksPlan {
  readonly seed: number;
  /**
   * Requests in all: a tenth forged, three tenths duplicates, the rest distinct events; at least three tenths of them
   * all come after a newer one of the same customer.
   */
  readonly webhooks: number;
  readonly replicas: number;
  readonly kills: number;
  /** For the controls: an additional secret that the gateway accepts, or events that are never sent. */
  readonly extraSecret?: string;
  readonly losesLast?: boolean;
}

export interface WebhooksResult extends Result {
  readonly sent: number;
  readonly distinct: number;
  readonly duplicates: number;
  /** Sent after a newer event of the same customer. */
  readonly outOfOrder: number;
  readonly forged: number;
  readonly kills: number;
  /** Sent again because a replica died before it answered. */
  readonly repeated: number;
  readonly wrongAnswers: number;
  /** Forged webhooks that were refused. */
  readonly refused: number;
  readonly audited: number;
  readonly forgedStored: number;
  /** Distinct events that were not stored exactly once and applied. */
  readonly notAppliedOnce: number;
  /** Customers without the vendor's status, or whose events do not have each change once and in order. */
  readonly wrongStates: number;
  readonly wrongEvents: number;
  readonly missedWebhooks: number;
  readonly seconds: number;
}

/** The steps of each customer: six, the last of which is random. */
const STEPS = ['PENDING_REVIEW', 'UNDER_REVIEW', 'PENDING_RESPONSE', 'ESCALATED', 'PENDING_APPROVAL'] as const;
const ENDS = ['APPROVED', 'REJECTED'] as const;
/**
 * Share of the distinct events that are sent late: with duplicates and forged ones among them, three tenths of all
 * webhooks then arrive after a newer one.
 */
const LATE = 0.85;
const SENDERS = 32;
const FORGER = 'the-secret-of-a-forger';
const ENVIRONMENT = { LOG_LEVEL: 'info', VENDOR_DEADLINE_MS: '1500', POLL_INTERVAL_SECONDS: '3600' };

interface Shot {
  readonly webhook: VendorWebhook;
  readonly isForged: boolean;
  /** The change at the vendor that must precede this webhook. */
  readonly happens: readonly { readonly customerId: string; readonly status: string }[];
}

/**
 * Milliseconds for which a refusal beyond the sample is counted in memory only, and lost when the process is killed: a
 * round of SampledAudit, and the duration of the kill.
 */
const UNCOUNTED_MS = 3_000;

/** 1Money sends thousands of webhooks to replicas that are killed; some are forged, some duplicate, some late. */
export async function webhooks(plan: WebhooksPlan): Promise<WebhooksResult> {
  const begun = performance.now();
  const random = randomOf(plan.seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const secrets = plan.extraSecret ? { ONE_MONEY_WEBHOOK_SECRETS: `sandbox-webhook-key,${plan.extraSecret}` } : {};
  const fleet = await Fleet.start(
    { databaseUrl: database.appUrl, sandboxUrl: sandbox.url, environment: { ...ENVIRONMENT, ...secrets } },
    plan.replicas,
  );
  const agent = new Agent({ connections: SENDERS });
  try {
    const customers = await createCustomers(
      fleet.pick(random)!,
      agent,
      Math.round((plan.webhooks * 0.6) / (STEPS.length + 1)),
    );
    const { shots, untold, ends, ids, outOfOrder, duplicates } = script(plan, customers, random);
    if (outOfOrder < 0.3 * plan.webhooks && !plan.losesLast)
      throw new Error(`only ${outOfOrder} would come out of order: the campaign proves nothing`);
    const tally = { sent: 0, repeated: 0, wrongAnswers: 0, refused: 0, kills: 0 };
    const refusedAt: number[] = [];
    const killedAt: number[] = [];
    const killAt = Array.from({ length: plan.kills }, (_, index) =>
      Math.floor((shots.length * (index + 1)) / (plan.kills + 1)),
    );

    let vendor = Promise.resolve();
    /** Changes at the vendor are made in order, for any number of concurrent senders. */
    const send = async ({ webhook, isForged, happens }: Shot): Promise<void> => {
      vendor = vendor.then(async () => {
        for (const { customerId, status } of happens) await happen(sandbox, customerId, status);
      });
      await vendor;
      for (;;) {
        const status = await post(fleet.pick(random), agent, webhook);
        tally.sent += 1;
        if (status === 401 && isForged) refusedAt.push(performance.now());
        if (status === (isForged ? 401 : 200)) return void (tally.refused += isForged ? 1 : 0);
        if (status !== null) return void (tally.wrongAnswers += 1);
        tally.repeated += 1;
        await pause(50);
      }
    };
    let next = 0;
    const sender = async (): Promise<void> => {
      for (let at = next++; at < shots.length; at = next++) {
        if (killAt.includes(at) && (await fleet.kill(random))) {
          tally.kills += 1;
          killedAt.push(performance.now());
        }
        await send(shots[at]!);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    await fleet.whole();
    const isSettled = async (): Promise<boolean> =>
      (await count(database, 'SELECT count(*) FROM portico.webhook_inbox WHERE due_at IS NOT NULL')) +
        (await count(database, 'SELECT count(*) FROM portico.events WHERE position IS NULL')) ===
      0;
    await holdsWithin(120, isSettled);
    for (const { customerId, status } of untold) await happen(sandbox, customerId, status);

    const forged = shots.filter((shot) => shot.isForged).length;
    const mayBeUncounted = refusedAt.filter((at) =>
      killedAt.some((killed) => at < killed && killed - at < UNCOUNTED_MS),
    ).length;
    // Replicas write their remaining counts when they end.
    await fleet.stop();
    const verdict = await judge(database, sandbox, ends, ids);
    const result = {
      distinct: ids.length,
      duplicates,
      outOfOrder,
      forged,
      ...tally,
      ...verdict,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
    const isAudited = result.audited >= result.refused - mayBeUncounted && result.audited <= forged + tally.repeated;
    const isPassed =
      isAudited &&
      result.refused === forged &&
      [
        result.wrongAnswers,
        result.forgedStored,
        result.notAppliedOnce,
        result.wrongStates,
        result.wrongEvents,
        result.missedWebhooks,
      ].every((number) => number === 0);
    return { campaign: 'webhooks', seed: plan.seed, isPassed, ...result };
  } finally {
    await fleet.stop();
    await agent.close();
    await sandbox.close();
    await database.drop();
  }
}

/** Control in which the forger's secret is configured: forged webhooks are accepted. */
export const forgeryControl = (plan: WebhooksPlan): Promise<WebhooksResult> =>
  webhooks({ ...plan, extraSecret: FORGER });

/**
 * Control without the last event of each customer, which happens after everything else: the status is wrong in the end,
 * since nothing is polled here.
 */
export const lossControl = (plan: WebhooksPlan): Promise<WebhooksResult> => webhooks({ ...plan, losesLast: true });

const happen = (sandbox: RunningSandbox, customerId: string, status: string): Promise<unknown> =>
  sandbox.control(`/_sandbox/1money/customers/${customerId}/status`, { status });

/** The status of the answer; null: no answer. */
async function post(url: string | null, agent: Agent, { path, headers, body }: VendorWebhook): Promise<number | null> {
  if (url === null) return null;
  try {
    const answer = await request(url + path, { method: 'POST', dispatcher: agent, headers: { ...headers }, body });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return null;
  }
}

async function createCustomers(url: string, agent: Agent, wanted: number): Promise<string[]> {
  const create = async (): Promise<string> => {
    const answer = await request(`${url}/v1/customers/hosted`, {
      method: 'POST',
      dispatcher: agent,
      headers: { Authorization: DEMO, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
      body: JSON.stringify(newCustomer()),
    });
    return ((await answer.body.json()) as { customer_id: string }).customer_id;
  };
  const made: string[] = [];
  while (made.length < wanted)
    made.push(...(await Promise.all(Array.from({ length: Math.min(SENDERS, wanted - made.length) }, create))));
  return made;
}

/** All webhooks in the order of sending. An event is never sent before it has happened; it may be sent long after. */
function script(
  { webhooks: total, losesLast = false }: WebhooksPlan,
  customers: readonly string[],
  random: () => number,
): {
  shots: Shot[];
  untold: Shot['happens'];
  ends: Map<string, string>;
  ids: string[];
  outOfOrder: number;
  duplicates: number;
} {
  const ends = new Map(customers.map((id) => [id, ENDS[Math.floor(random() * ENDS.length)]!] as const));
  const happened = [...STEPS.keys(), STEPS.length].flatMap((step) =>
    shuffled(customers, random).map((customerId) => ({
      customerId,
      status: STEPS[step] ?? ends.get(customerId)!,
      isLast: step === STEPS.length,
    })),
  );
  const line: { at: number; shot: Shot; tells?: { customerId: string; index: number } }[] = [];
  const ids: string[] = [];
  const untold: { customerId: string; status: string }[] = [];
  for (const [index, { customerId, status, isLast }] of happened.entries()) {
    if (isLast && losesLast) {
      untold.push({ customerId, status });
      continue;
    }
    const id = `evt_${index}_${Math.floor(random() * 1e9)}`;
    const webhook = oneMoneyWebhook(customerId, { id, status, event: `kyb.${status.toLowerCase()}` });
    const isLate = random() < LATE;
    line.push({ at: index, shot: { webhook: NOTHING, isForged: false, happens: [{ customerId, status }] } });
    ids.push(id);
    line.push({
      at: index + 0.5 + (isLate ? random() * happened.length : 0),
      shot: { webhook, isForged: false, happens: [] },
      tells: { customerId, index },
    });
  }
  const told = line.filter(({ tells }) => tells);
  const duplicates = Math.round(total * 0.3);
  for (let made = 0; made < duplicates; made += 1) {
    const { at, ...again } = told[Math.floor(random() * told.length)]!;
    line.push({ at: at + random() * 50, ...again });
  }
  for (let made = 0; made < Math.round(total * 0.1); made += 1)
    line.push({
      at: random() * happened.length,
      shot: { webhook: forge(customers[made % customers.length]!, made, random), isForged: true, happens: [] },
    });
  const inLine = line.toSorted((a, b) => a.at - b.at);
  return {
    shots: merged(inLine.map(({ shot }) => shot)),
    untold,
    ends,
    ids,
    outOfOrder: overtaken(inLine.flatMap(({ tells }) => tells ?? [])),
    duplicates,
  };
}

/** How many are sent after a newer event of the same customer. */
function overtaken(told: readonly { readonly customerId: string; readonly index: number }[]): number {
  const newest = new Map<string, number>();
  return told.filter(({ customerId, index }) => {
    const before = newest.get(customerId) ?? -1;
    newest.set(customerId, Math.max(before, index));
    return index < before;
  }).length;
}

const NOTHING: VendorWebhook = { path: '/webhooks/1money', headers: {}, body: '' };

/** Attaches each change at the vendor to the next webhook that is sent, so that no webhook precedes its change. */
function merged(shots: readonly Shot[]): Shot[] {
  const found: Shot[] = [];
  let before: Shot['happens'] = [];
  for (const shot of shots) {
    if (shot.webhook !== NOTHING) found.push({ ...shot, happens: before });
    before = shot.webhook === NOTHING ? [...before, ...shot.happens] : [];
  }
  return found;
}

function forge(customerId: string, index: number, random: () => number): VendorWebhook {
  const id = `forged_${index}`;
  const genuine = oneMoneyWebhook(customerId, { id });
  const kinds: (() => VendorWebhook)[] = [
    () => oneMoneyWebhook(customerId, { id, secret: FORGER }),
    () => oneMoneyWebhook(customerId, { id, secret: FORGER, timestamp: nowSeconds() - Math.floor(random() * 200) }),
    () => ({ ...genuine, body: genuine.body.replace('APPROVED', 'REJECTED') }),
    () => oneMoneyWebhook(customerId, { id, timestamp: nowSeconds() - 400 - Math.floor(random() * 3_000) }),
    () => ({ ...genuine, headers: { 'Content-Type': 'application/json' } }),
  ];
  return kinds[Math.floor(random() * kinds.length)]!();
}

function shuffled<T>(from: readonly T[], random: () => number): T[] {
  return from
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

const count = async (database: TestDatabase, text: string, values: unknown[] = []): Promise<number> =>
  Number((await database.query<{ count: string }>(text, values))[0]!.count);

/** Refusals in the audit log: single rows, and the counts of counting rows. */
/** Refusals in rows of the log, and those that are counted but not written yet. */
const AUDITED = `
  SELECT (SELECT coalesce(sum((detail->>'count')::integer), 0) FROM portico.audit_entries
    WHERE action = 'webhook.refused')
    + (SELECT coalesce(sum(uncounted), 0) FROM portico.audit_samples) AS count`;

/** Judged by the vendor's data and the database, not by a replica's answers. */
async function judge(
  database: TestDatabase,
  sandbox: RunningSandbox,
  ends: ReadonlyMap<string, string>,
  ids: readonly string[],
): Promise<
  Pick<WebhooksResult, 'audited' | 'forgedStored' | 'notAppliedOnce' | 'wrongStates' | 'wrongEvents' | 'missedWebhooks'>
> {
  const states = await database.query<{ customer_id: string; status: string }>(
    'SELECT customer_id, status FROM portico.customers',
  );
  const events = await database.query<{ customer_id: string; path: string; revisions: number[] }>(
    "SELECT data->>'customer_id' AS customer_id, string_agg(data->>'previous_status' || '>' || " +
      "(data->>'status'), ' ' ORDER BY position) AS path, array_agg((data->>'revision')::integer ORDER BY " +
      "position) AS revisions FROM portico.events WHERE type = 'onboarding.customer.status_changed' GROUP BY 1",
  );
  const vendorSays = (await sandbox.control<{ status: string }>(`/_sandbox/1money/customers/${states[0]!.customer_id}`))
    .status;
  if (vendorSays !== ends.get(states[0]!.customer_id))
    throw new Error('the script and the vendor disagree: the campaign proves nothing');
  const applied = new Set(
    (
      await database.query<{ dedupe_key: string }>(
        "SELECT dedupe_key FROM portico.webhook_inbox WHERE state = 'APPLIED'",
      )
    ).map((row) => row.dedupe_key),
  );
  const isStory = ({ path, revisions }: { path: string; revisions: number[] }): boolean => {
    const steps = path.split(' ').map((step) => step.split('>'));
    return (
      revisions.every((revision, index) => revision === index + 1) &&
      steps.every(([from], index) => from === (index === 0 ? 'INIT' : steps[index - 1]![1]))
    );
  };
  return {
    audited: await count(database, AUDITED),
    forgedStored: await count(database, "SELECT count(*) FROM portico.webhook_inbox WHERE dedupe_key LIKE 'forged%'"),
    notAppliedOnce: ids.filter((id) => !applied.has(id)).length,
    wrongStates:
      states.filter(({ customer_id, status }) => status !== ends.get(customer_id)).length +
      Math.abs(states.length - ends.size),
    wrongEvents: events.filter((one) => !isStory(one)).length,
    missedWebhooks: await count(database, 'SELECT count(*) FROM portico.poll_repairs'),
  };
}

if (require.main === module) {
  const { seed, webhooks: total, replicas, kills } = flags({ webhooks: 10_000, replicas: 3, kills: 2 });
  void fromCommandLine(() => webhooks({ seed, webhooks: total, replicas, kills }));
}
