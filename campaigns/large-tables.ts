import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Retention } from '../src/retention/retention';
import { TABLE_LIVES, type TableLife } from '../src/retention/table-life';
import { needsBytes } from '../test/support/cluster-home';
import { createTestDatabase } from '../test/support/database';
import { filterRequests } from '../test/support/filter-requests';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import { fillTables } from '../test/support/large-tables';
import { OLD_ROWS } from '../test/support/old-rows';
import { createPool } from '../test/support/pool';
import { startReceiver } from '../test/support/receiver';
import { flags, fromCommandLine, holdsWithin, pause, type Result } from './campaign';

export interface LargeTablesPlan {
  readonly seed: number;
  /** Percent of the full sizes. */
  readonly percent: number;
  /** Requests of each filter. */
  readonly requests: number;
  /** Old rows of each table. */
  readonly old: number;
}

const FULL = {
  consents: 5_000_000,
  auditEntries: 10_000_000,
  events: 1_000_000,
  deliveries: 2_000_000,
  subscriptions: 100_000,
  links: 500_000,
  customers: 500_000,
  grants: 500_000,
  keys: 1_000_000,
};
/** Bytes for the tables, their indexes and the write-ahead log. */
const BYTES_OF_A_PERCENT = 500e6;
const SUBSCRIPTION = '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4';
const MAX_P99_MS = 50;
/**
 * Rows a second that must be removed from each table: ten times what 100 effects a second write, which is at most two
 * rows each.
 */
const LEAST_RATE = 1_000;
const OTHERS_PAUSE_MS = 200;
/** Requests for each filter before those that are measured. */
const WARM_UP = 5;

export interface LargeTablesResult extends Result {
  readonly rows: Readonly<Record<string, number>>;
  readonly fillSeconds: number;
  /** Milliseconds of each filter at the 99th percentile, the slowest first. */
  readonly slowest: Readonly<Record<string, number>>;
  /** Rows a second. */
  readonly removed: Readonly<Record<string, number>>;
  /** Another consumer's answers and latencies meanwhile. */
  readonly other: {
    readonly requests: number;
    readonly refused: number;
    readonly events: number;
    readonly delivered: number;
    readonly slowestDeliveryMs: number;
  };
}

/**
 * Fills the tables of one consumer, and measures its filters, the removal of old rows and another consumer's requests.
 */
export async function largeTables({ seed, percent, requests, old }: LargeTablesPlan): Promise<LargeTablesResult> {
  const database = await createTestDatabase();
  const receiver = await startReceiver();
  const first = await startGateway({ database });
  const [{ consumer_id: consumerId } = { consumer_id: '' }] = await database.query<{ consumer_id: string }>(
    "SELECT consumer_id FROM portico.consumers WHERE client_id = 'demo-consumer'",
  );
  await first.close();
  const sizes = Object.fromEntries(
    Object.entries(FULL).map(([kind, rows]) => [kind, Math.ceil((rows * percent) / 100)]),
  ) as typeof FULL;
  const begun = performance.now();
  await database.query(
    'INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed, ' +
      "disabled_at, disabled_because) VALUES ($1, $2, 'https://hooks.example.com/', '{}', '', now(), 'CONSUMER')",
    [SUBSCRIPTION, consumerId],
  );
  await fillTables(
    database.url,
    { consumerId, clientId: 'demo-consumer', subscriptionId: SUBSCRIPTION, deliveryState: 'PENDING' },
    sizes,
  );
  const fillSeconds = Math.round((performance.now() - begun) / 1000);
  const gateway = await startGateway({ database, environment: { LOG_LEVEL: 'warn' } });
  try {
    const other = await OtherConsumer.begin(gateway, receiver.url);
    const p99 = await measureFilters(gateway, requests);
    const removed = await measureRemoval(gateway, old);
    const met = await other.end(async (count) => holdsWithin(60, async () => receiver.received.length >= count));
    const slowest = Object.fromEntries([...p99].toSorted(([, a], [, b]) => b - a).slice(0, 12));
    const isPassed =
      Math.max(...p99.values()) <= MAX_P99_MS &&
      Object.values(removed).every((rate) => rate >= LEAST_RATE) &&
      met.refused === 0 &&
      receiver.received.length === met.events &&
      met.events > 0;
    return {
      campaign: 'large tables',
      seed,
      isPassed,
      rows: sizes,
      fillSeconds,
      slowest,
      removed,
      other: { ...met, delivered: receiver.received.length, slowestDeliveryMs: slowestOf(receiver.received) },
    };
  } finally {
    await gateway.close();
    await receiver.close();
    await database.drop();
  }
}

async function measureFilters(gateway: RunningGateway, count: number): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const path of filterRequests(SUBSCRIPTION).filter((target) => !target.startsWith('/return/'))) {
    const took: number[] = [];
    for (let made = -Math.min(WARM_UP, count - 1); made < count; made += 1) {
      const begun = performance.now();
      const answer = await fetch(gateway.url + path, { headers: { Authorization: DEMO } });
      await answer.arrayBuffer();
      if (answer.status >= 500) throw new Error(`${path} was answered ${answer.status}`);
      if (made >= 0) took.push(performance.now() - begun);
    }
    found.set(path, Math.round(took.toSorted((a, b) => a - b)[Math.ceil(count * 0.99) - 1]! * 10) / 10);
  }
  return found;
}

/** Rows a second that are removed from each table, one after the other, during the other load. */
async function measureRemoval({ app, database }: RunningGateway, old: number): Promise<Record<string, number>> {
  const lives = app
    .get<readonly TableLife[]>(TABLE_LIVES, { strict: false })
    .filter(({ removals }) => removals.length > 0);
  const pool = createPool(database.appUrl);
  const filler = new Client({ connectionString: database.url });
  await filler.connect();
  await filler.query('SET session_replication_role = replica');
  const rates: Record<string, number> = {};
  for (const life of lives) {
    const days = Math.max(...life.removals.map((removal) => removal.days));
    await filler.query(OLD_ROWS[life.table]!, [old, new Date(Date.now() - (days + 3) * 86_400_000)]);
    const before = await countOf(filler, life.table);
    const begun = performance.now();
    await new Retention(pool, [life]).round();
    const seconds = (performance.now() - begun) / 1000;
    rates[life.table] = Math.round((before - (await countOf(filler, life.table))) / seconds);
  }
  await filler.end();
  await pool.end();
  return rates;
}

async function countOf(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM portico.${table}`);
  return Number(rows[0]!.count);
}

/** Milliseconds from an event's occurrence to its delivery, whose signature has the time in whole seconds. */
const slowestOf = (received: readonly { readonly headers: Record<string, unknown>; readonly body: string }[]): number =>
  Math.max(
    0,
    ...received.map(
      ({ headers, body }) =>
        Number(headers['webhook-timestamp']) * 1000 - Date.parse((JSON.parse(body) as { timestamp: string }).timestamp),
    ),
  );

/** Continuously creates customers and grants, reads its events, and receives deliveries. */
class OtherConsumer {
  private requests = 0;
  private refused = 0;
  private isEnding = false;
  private running: Promise<void> = Promise.resolve();

  private constructor(private readonly url: string) {}

  static async begin({ url }: RunningGateway, target: string): Promise<OtherConsumer> {
    const other = new OtherConsumer(url);
    await other.ask('POST', '/v1/webhook_subscriptions', { url: target });
    other.running = other.work();
    return other;
  }

  /** Stops, and waits until everything was delivered. */
  async end(
    delivered: (count: number) => Promise<boolean>,
  ): Promise<{ requests: number; refused: number; events: number }> {
    this.isEnding = true;
    await this.running;
    await pause(1_000);
    let events = 0;
    for (let cursor = '0', isMore = true; isMore;) {
      const page = (await this.ask('GET', `/v1/events?cursor=${cursor}&limit=500`)) as {
        events: unknown[];
        next_cursor: string;
        has_more: boolean;
      };
      [events, cursor, isMore] = [events + page.events.length, page.next_cursor, page.has_more];
    }
    await delivered(events);
    return { requests: this.requests, refused: this.refused, events };
  }

  private async work(): Promise<void> {
    while (!this.isEnding) {
      const { customer_id } = (await this.ask('POST', '/v1/customers/hosted', newCustomer())) as {
        customer_id: string;
      };
      await this.ask('POST', '/v1/customers/onboarding/grants', { customer_id });
      await this.ask('GET', '/v1/consents?account_id=NOSUCHTHING');
      await this.ask('GET', '/v1/links');
      await pause(OTHERS_PAUSE_MS);
    }
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    this.requests += 1;
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        Authorization: OTHER,
        ...(body ? { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (answer.status >= 400) this.refused += 1;
    return answer.json();
  }
}

if (require.main === module) {
  const plan = flags({ percent: 100, requests: 100, old: 100_000 });
  needsBytes(plan.percent * BYTES_OF_A_PERCENT);
  void fromCommandLine(() => largeTables(plan));
}
