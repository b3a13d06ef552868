import { needsBytes } from '../test/support/cluster-home';
import { consolePages } from '../test/support/console-pages';
import { createTestDatabase } from '../test/support/database';
import { startGateway } from '../test/support/gateway';
import { fillTables } from '../test/support/large-tables';
import { fillJourneys } from '../test/support/many-journeys';
import { flags, fromCommandLine, type Result } from './campaign';

export interface ConsolePagesPlan {
  readonly seed: number;
  /** Half of them onboardings, half of them consents. */
  readonly journeys: number;
  /** Requests of each page. */
  readonly requests: number;
}

export interface ConsolePagesResult extends Result {
  readonly pages: number;
  /** Milliseconds of each page at the 95th percentile, the slowest first. */
  readonly slowest: Readonly<Record<string, number>>;
}

const MAX_P95_MS = 300;
/** Bytes for a journey, its audit entries, its links, their indexes and the write-ahead log. */
const BYTES_OF_A_JOURNEY = 12_000;
const WARM_UP = 3;
const NO_SUBSCRIPTION = '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4';

/** Fills the tables, and measures every page of the console, one request at a time. */
export async function measureConsole({ seed, journeys, requests }: ConsolePagesPlan): Promise<ConsolePagesResult> {
  const database = await createTestDatabase();
  const gateway = await startGateway({ database, environment: { LOG_LEVEL: 'warn' } });
  try {
    const [{ consumer_id: consumerId } = { consumer_id: '' }] = await database.query<{ consumer_id: string }>(
      "SELECT consumer_id FROM portico.consumers WHERE client_id = 'demo-consumer'",
    );
    const half = Math.ceil(journeys / 2);
    const consumers = await database.query<{ id: string }>('SELECT consumer_id AS id FROM portico.consumers');
    await fillJourneys(
      database.url,
      consumers.map(({ id }) => id),
      journeys,
    );
    await fillTables(
      database.url,
      { consumerId, clientId: 'demo-consumer', subscriptionId: NO_SUBSCRIPTION, deliveryState: 'DELIVERED' },
      { auditEntries: 2 * journeys, events: journeys, links: half, grants: half },
    );
    const paths = await consolePages(gateway);
    const p95 = new Map<string, number>();
    for (const path of paths) {
      const took: number[] = [];
      for (let made = -WARM_UP; made < requests; made += 1) {
        const begun = performance.now();
        const answer = await fetch(gateway.url + path);
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
        if (made >= 0) took.push(performance.now() - begun);
      }
      p95.set(path, Math.round(took.toSorted((a, b) => a - b)[Math.ceil(requests * 0.95) - 1]! * 10) / 10);
    }
    const slowest = [...p95].toSorted(([, a], [, b]) => b - a).slice(0, 12);
    const isPassed = slowest[0]![1] <= MAX_P95_MS;
    return { campaign: 'console pages', seed, isPassed, pages: paths.length, slowest: Object.fromEntries(slowest) };
  } finally {
    await gateway.close();
    await database.drop();
  }
}

if (require.main === module) {
  const plan = flags({ journeys: 1_000_000, requests: 40 });
  needsBytes(plan.journeys * BYTES_OF_A_JOURNEY);
  void fromCommandLine(() => measureConsole(plan));
}
