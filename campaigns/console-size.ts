import { needsBytes } from '../test/support/cluster-home';
import { createTestDatabase } from '../test/support/database';
import { startGateway } from '../test/support/gateway';
import { fillJourneys } from '../test/support/many-journeys';
import { flags, fromCommandLine, type Result } from './campaign';

export interface ConsoleSizePlan {
  readonly seed: number;
  readonly journeys: number;
  /** Requests of each address. */
  readonly requests: number;
}

const BYTES_OF_A_JOURNEY = 4_000;
const MAX_P95_MS = 300;
/** Requests for each address before those that are measured. */
const WARM_UP = 2;
/** Addresses of one shape that are measured: the same path, and the same names in the query. */
const MAX_OF_SHAPE = 4;
const MAX_ADDRESSES = 150;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export interface ConsoleSizeResult extends Result {
  readonly journeys: number;
  readonly fillSeconds: number;
  readonly addresses: number;
  /** Milliseconds at the 95th percentile by shape, the slowest first. */
  readonly slowest: Readonly<Record<string, number>>;
  /** Addresses that were not answered with a page. */
  readonly failed: readonly string[];
}

/** Fills the database with journeys, and measures every page of the console that a link leads to from its first one. */
export async function consoleSize({ seed, journeys, requests }: ConsoleSizePlan): Promise<ConsoleSizeResult> {
  const database = await createTestDatabase();
  const first = await startGateway({ database });
  const consumers = await database.query<{ consumer_id: string }>('SELECT consumer_id FROM portico.consumers');
  await first.close();
  const begun = performance.now();
  await fillJourneys(
    database.url,
    consumers.map(({ consumer_id: id }) => id),
    journeys,
  );
  const fillSeconds = Math.round((performance.now() - begun) / 1000);
  const gateway = await startGateway({ database, environment: { LOG_LEVEL: 'warn' } });
  try {
    const { times, failed } = await measure(gateway.url, requests);
    const p95 = [...times].map(([shape, took]) => [shape, p95Of(took)] as const);
    return {
      campaign: 'console size',
      seed,
      isPassed: failed.length === 0 && p95.length > 0 && p95.every(([, ms]) => ms <= MAX_P95_MS),
      journeys,
      fillSeconds,
      addresses: [...times.values()].reduce((sum, { length }) => sum + Math.ceil(length / requests), 0),
      slowest: Object.fromEntries(p95.toSorted(([, a], [, b]) => b - a)),
      failed,
    };
  } finally {
    await gateway.close();
    await database.drop();
  }
}

const p95Of = (took: readonly number[]): number =>
  Math.round(took.toSorted((a, b) => a - b)[Math.ceil(took.length * 0.95) - 1]! * 10) / 10;

/** The path, with a name for each id, and the names of the query. */
function shapeOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://console');
  const named = ['figure', 'journey'].flatMap((name) => searchParams.get(name) ?? []);
  return [pathname.replace(UUID, ':id'), ...[...searchParams.keys()].toSorted(), ...named].join(' ');
}

async function measure(url: string, requests: number): Promise<{ times: Map<string, number[]>; failed: string[] }> {
  const times = new Map<string, number[]>();
  const known = new Map<string, number>();
  const failed: string[] = [];
  const waiting = ['/console'];
  const seen = new Set(waiting);
  for (const address of waiting) {
    const shape = shapeOf(address);
    const took = times.get(shape) ?? [];
    times.set(shape, took);
    for (let made = -WARM_UP; made < requests; made += 1) {
      const begun = performance.now();
      const answer = await fetch(url + address, { redirect: 'manual' });
      const text = await answer.text();
      if (made >= 0) took.push(performance.now() - begun);
      if (made > -WARM_UP) continue;
      if (answer.status !== 200 && answer.status !== 303) failed.push(`${answer.status} ${address}`);
      for (const found of linksIn(text)) {
        const others = known.get(shapeOf(found)) ?? 0;
        if (seen.has(found) || others >= MAX_OF_SHAPE || waiting.length >= MAX_ADDRESSES) continue;
        known.set(shapeOf(found), others + 1);
        seen.add(found);
        waiting.push(found);
      }
    }
  }
  return { times, failed };
}

const linksIn = (text: string): string[] =>
  [...text.matchAll(/href="(\/console[^"]*)"/g)]
    .map(([, address]) => address!.replaceAll(/&(?:amp|#38);/g, '&').split('#')[0]!)
    .filter((address) => !address.startsWith('/console/assets/'));

if (require.main === module) {
  const plan = flags({ journeys: 1_000_000, requests: 20 });
  needsBytes(plan.journeys * BYTES_OF_A_JOURNEY);
  void fromCommandLine(() => consoleSize(plan));
}
