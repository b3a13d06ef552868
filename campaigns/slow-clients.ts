import { DEMO } from '../test/support/gateway';
import { flags, fromCommandLine, middle, pick, randomOf, type Result } from './campaign';
import { LoadGenerator, percentile, type Shot, statuses } from './load-generator';
import { quietRounds } from './host';
import { type OtherBuild, workFromTheHeadersOn, withBuild } from './other-build';
import { SLOW_KINDS, SlowFlood, type SlowKind } from './slow-flood';
import { Stage } from './stage';

export interface SlowClientsPlan {
  readonly seed: number;
  /** Seconds of each flood. Before it and after it, half as long without a flood. */
  readonly seconds: number;
  readonly rounds: number;
  /** Most rounds where the machine is disturbed; without it twice as many. */
  readonly mostRounds?: number;
  /** Valid requests in a second, with each flood and without one. */
  readonly rate: number;
  /**
   * Slow connections of each flood: unfinished requests, idle ones, and readers of answers that are larger than the
   * socket buffers.
   */
  readonly sockets: number;
  readonly idle: number;
  readonly readers: number;
  readonly kinds?: readonly SlowKind[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

/** Valid requests during one kind of flood. */
export interface ServedMeanwhile {
  readonly kind: SlowKind;
  /** The share that succeeded in all rounds together; and without the flood. */
  readonly served: number;
  readonly servedWithout: number;
  /** p99 with the flood divided by p99 without it; the median of the rounds. */
  readonly p99Ratio: number;
  readonly rounds: readonly (readonly [withoutMs: number, meanwhileMs: number])[];
  readonly answers: Readonly<Record<number, number>>;
  /** Slow connections that were opened in all rounds. */
  readonly opened: number;
}

export interface SlowClientsResult extends Result {
  /** Whether nearly every valid request succeeded. */
  readonly areServed: boolean;
  readonly servedMeanwhile: readonly ServedMeanwhile[];
  readonly stolen: readonly number[];
}

const LEAST_SERVED = 0.99;
const MAX_RATIO = 2;

const isServed = ({ status }: Shot): boolean => status === 200 || status === 201;

const shareServed = (shots: readonly Shot[]): number =>
  Math.floor((shots.filter(isServed).length / shots.length) * 10_000) / 10_000;

interface Stretch {
  readonly kind: SlowKind;
  readonly without: readonly Shot[];
  readonly servedMeanwhile: readonly Shot[];
  readonly opened: number;
}

/**
 * Clients that do not finish their requests, do not read their responses, or send nothing delay no other requests and
 * make none fail.
 */
export async function slowClients({
  seed,
  seconds,
  rounds,
  mostRounds = 2 * rounds,
  rate,
  sockets,
  idle,
  readers,
  kinds = SLOW_KINDS,
  environment = {},
  build,
}: SlowClientsPlan): Promise<SlowClientsResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(environment, build);
    const random = randomOf(seed);
    const generator = new LoadGenerator(gateway.url);
    const customers = await stage.customers(gateway.url, 10);
    const valid = customers.flatMap((customer) => [
      generator.request('GET', `/v1/customers/hosted/${customer}`, { Authorization: DEMO }),
      generator.request(
        'POST',
        '/v1/customers/onboarding/grants',
        { Authorization: DEMO },
        JSON.stringify({ customer_id: customer }),
      ),
    ]);
    const volley = (length: number): Promise<Shot[]> => generator.volley(rate, length, () => pick(valid, random));
    const stretch = async (kind: SlowKind): Promise<Stretch> => {
      const before = await volley(seconds / 2);
      const flood = await SlowFlood.begin({
        url: gateway.url,
        kind,
        count: { readers, 'idle connections': idle }[kind as string] ?? sockets,
        seed: Math.floor(random() * 1e9),
      });
      const servedMeanwhile = await volley(seconds);
      const opened = await flood.end();
      const after = await volley(seconds / 2);
      return { kind, without: [...before, ...after], servedMeanwhile, opened };
    };
    await volley(Math.min(seconds, 10));
    const every: Stretch[] = [];
    const { counted, stolen } = await quietRounds(
      rounds,
      async () => {
        const stretches: Stretch[] = [];
        for (const kind of kinds) stretches.push(await stretch(kind));
        every.push(...stretches);
        return stretches;
      },
      undefined,
      mostRounds,
    );
    generator.close();
    const servedMeanwhile = kinds.map((kind) => summary(kind, counted.flat(), every));
    const areServed = servedMeanwhile.every(({ served }) => served >= LEAST_SERVED);
    return {
      campaign: 'slow-clients',
      seed,
      isPassed: areServed && servedMeanwhile.every(({ p99Ratio }) => p99Ratio <= MAX_RATIO),
      areServed,
      servedMeanwhile,
      stolen,
    };
  } finally {
    await stage.close();
  }
}

/** Successes count in every round, latencies in the undisturbed ones. */
function summary(kind: SlowKind, counted: readonly Stretch[], every: readonly Stretch[]): ServedMeanwhile {
  const quiet = counted.filter((stretch) => stretch.kind === kind);
  const all = every.filter((stretch) => stretch.kind === kind);
  const p99s = quiet.map(
    ({ without, servedMeanwhile }) => [percentile(without, 0.99), percentile(servedMeanwhile, 0.99)] as const,
  );
  return {
    kind,
    served: shareServed(all.flatMap(({ servedMeanwhile }) => servedMeanwhile)),
    servedWithout: shareServed(all.flatMap(({ without }) => without)),
    p99Ratio: Math.round(middle(p99s.map(([without, servedMeanwhile]) => servedMeanwhile / without)) * 100) / 100,
    rounds: p99s.map(([without, servedMeanwhile]) => [
      Math.round(without * 10) / 10,
      Math.round(servedMeanwhile * 10) / 10,
    ]),
    answers: statuses(all.flatMap(({ servedMeanwhile }) => servedMeanwhile)),
    opened: all.reduce((sum, { opened }) => sum + opened, 0),
  };
}

/** Control with a build that counts a request as in flight from its headers on: passes when the campaign detects it. */
export async function slowClientsControl(plan: SlowClientsPlan): Promise<SlowClientsResult> {
  return withBuild(workFromTheHeadersOn(), async (build) => {
    const result = await slowClients({ ...plan, kinds: ['bodies'], build });
    return { ...result, campaign: 'slow-clients, in flight from the headers on', isPassed: !result.areServed };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({
    seconds: 60,
    rounds: 3,
    rate: 50,
    sockets: 1_024,
    idle: 2_000,
    readers: 64,
    control: 6,
  });
  void fromCommandLine(
    () => slowClients(plan),
    () => slowClientsControl({ ...plan, seconds: control, rounds: 1 }),
  );
}
