import { DEMO } from '../test/support/gateway';
import { flags, fromCommandLine, middle, randomOf, type Result } from './campaign';
import { LoadGenerator, percentile, saysWhenToRetry, type Shot } from './load-generator';
import { quietRounds } from './host';
import { type OtherBuild, withoutAdmissionControl, withBuild } from './other-build';
import { Stage } from './stage';

export interface OverloadPlan {
  readonly seed: number;
  /**
   * Seconds of the overload in each round. Before it and after it, each stretch near the maximum takes a third of that,
   * and a calm one half.
   */
  readonly seconds: number;
  readonly rounds: number;
  /** Most rounds where the machine is disturbed; without it twice as many. */
  readonly mostRounds?: number;
  /**
   * Seconds of warm-up: Node compiles the code that is used often, and an overload opens the connections that it needs.
   */
  readonly warmUp: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface OverloadResult extends Result {
  /** Whether every request got 201 or a 503 with Retry-After, and only the former had an effect. */
  readonly isOrderly: boolean;
  /** Shed by admission control. */
  readonly refused: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Clients that each wait for their answer, to estimate how much can be served. */
const CLIENTS = 64;
/** Arrival rates as shares of that, independent of answers: the best goodput of them is the maximum. */
const NEAR_THE_MAXIMUM = [0.9, 1, 1.1];
/**
 * The first part of a stretch, in which the number of requests in flight settles: only answers after it and before the
 * end of the stretch count.
 */
const FILLING = 0.05;

type End = 'served' | 'turnedAway' | 'turnedDownInside' | 'other';

/** Whether a 503 has Retry-After. Admission control writes header names with capitals, Fastify without. */
function endOf(shot: Shot): End {
  if (shot.status === 201) return 'served';
  if (shot.status !== 503 || !saysWhenToRetry(shot)) return 'other';
  return /^Retry-After:/m.test(shot.head) ? 'turnedAway' : 'turnedDownInside';
}

function byEnd(shots: readonly Shot[]): Record<End, Shot[]> {
  const ends: Record<End, Shot[]> = { served: [], turnedAway: [], turnedDownInside: [], other: [] };
  for (const shot of shots) ends[endOf(shot)].push(shot);
  return ends;
}

interface Round {
  /** Goodput at each share NEAR_THE_MAXIMUM, before the overload and after it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly goodput: number;
  readonly calmP99: number;
  readonly rushP99: number;
  readonly refusalP50: number;
}
const sum = (figures: readonly number[]): number => figures.reduce((all, each) => all + each, 0);
const around = ({ before, after }: Round): number[] => before.map((goodput, share) => (goodput + after[share]!) / 2);
/**
 * The drift between before and after the overload. An overload never serves more than the maximum, unless the machine
 * was slower while that was measured.
 */
function driftOf(round: Round): number {
  return Math.max(
    Math.abs(Math.log(sum(round.after) / sum(round.before))),
    Math.log(round.goodput / Math.max(...around(round))),
  );
}

/**
 * The goodput in the overload, as a share of the maximum around it. The maximum is the goodput at the share that served
 * most in all rounds together.
 */
function goodputRatios(rounds: readonly Round[]): number[] {
  const totals = NEAR_THE_MAXIMUM.map((_, share) => sum(rounds.map((round) => around(round)[share]!)));
  const best = totals.indexOf(Math.max(...totals));
  return rounds.map((round) => round.goodput / around(round)[best]!);
}

/** A round's figures, rounded. */
const inWhole = ({ before, after, ...others }: Round): object => ({
  before: before.map(Math.round),
  after: after.map(Math.round),
  ...Object.fromEntries(Object.entries(others).map(([name, figure]) => [name, Math.round(figure)])),
});

/**
 * Three times the maximum goodput: at least 0.9 of the maximum is still served, with at most twice the latency (p99) of
 * 0.8 of the maximum, and the rest is shed with 503 and Retry-After in under 50 ms (median). The overload is compared
 * with measurements right before and after it, since the machine's speed varies; the median of the rounds counts.
 */
export async function overload({
  seed,
  seconds,
  rounds,
  mostRounds,
  warmUp,
  environment = {},
  build,
}: OverloadPlan): Promise<OverloadResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(environment, build);
    const random = randomOf(seed);
    const generator = new LoadGenerator(gateway.url);
    const customers = await stage.customers(gateway.url, 50);
    const grants = customers.map((customer_id) =>
      generator.request(
        'POST',
        '/v1/customers/onboarding/grants',
        { Authorization: DEMO },
        JSON.stringify({ customer_id }),
      ),
    );
    const next = (): Buffer => grants[Math.floor(random() * grants.length)]!;
    const answers: Record<End, number> = { served: 0, turnedAway: 0, turnedDownInside: 0, other: 0 };
    const noted = (shots: readonly Shot[]): Record<End, Shot[]> => {
      const ends = byEnd(shots);
      for (const end of Object.keys(answers) as End[]) answers[end] += ends[end].length;
      return ends;
    };
    const pumped = async (length: number): Promise<number> =>
      noted(await generator.pump(CLIENTS, length, next)).served.length / length;
    const arrivals = async (
      perSecond: number,
      length: number,
    ): Promise<{ served: readonly Shot[]; turnedAway: readonly Shot[]; goodput: number }> => {
      const begun = performance.now();
      const [from, until] = [begun + length * FILLING * 1000, begun + length * 1000];
      const { served, turnedAway } = noted(await generator.volley(perSecond, length, next));
      return {
        served,
        turnedAway,
        goodput: served.filter(({ due, ms }) => due + ms >= from && due + ms < until).length / (length * (1 - FILLING)),
      };
    };
    await arrivals((await pumped(warmUp)) * 3, warmUp / 5);
    const made = await quietRounds(
      rounds,
      async (): Promise<Round> => {
        const full = await pumped(seconds / 4);
        const nearTheMaximum = async (): Promise<number[]> => {
          const goodputs: number[] = [];
          for (const share of NEAR_THE_MAXIMUM) goodputs.push((await arrivals(full * share, seconds / 3)).goodput);
          return goodputs;
        };
        const before = await nearTheMaximum();
        const maximum = Math.max(...before);
        const calmBefore = await arrivals(maximum * 0.8, seconds / 2);
        const rush = await arrivals(maximum * 3, seconds);
        const calmAfter = await arrivals(maximum * 0.8, seconds / 2);
        const after = await nearTheMaximum();
        const calm = [...calmBefore.served, ...calmAfter.served];
        return {
          before,
          after,
          goodput: rush.goodput,
          calmP99: percentile(calm, 0.99),
          rushP99: percentile(rush.served, 0.99),
          refusalP50: percentile(rush.turnedAway, 0.5),
        };
      },
      driftOf,
      mostRounds,
    );
    generator.close();
    const isOrderly = answers.other === 0 && (await stage.count('portico.onboarding_grants')) === answers.served;
    const goodputRatio = middle(goodputRatios(made.counted));
    const p99Ratio = middle(made.counted.map(({ calmP99, rushP99 }) => rushP99 / calmP99));
    const refusalP50 = middle(made.counted.map((round) => round.refusalP50));
    return {
      campaign: 'overload',
      seed,
      isPassed: isOrderly && answers.turnedAway > 0 && goodputRatio >= 0.9 && p99Ratio <= 2 && refusalP50 < 50,
      isOrderly,
      refused: answers.turnedAway,
      figures: {
        goodputRatio,
        p99Ratio,
        refusalP50,
        answers,
        rounds: made.counted.map(inWhole),
        discarded: made.discarded.map(inWhole),
        stolen: made.stolen,
      },
    };
  } finally {
    await stage.close();
  }
}

/** Control without admission control: passes when the campaign detects it. */
export async function overloadControl(plan: OverloadPlan): Promise<OverloadResult> {
  return withBuild(withoutAdmissionControl(), async (build) => {
    const result = await overload({ ...plan, build });
    return { ...result, campaign: 'overload, without admission control', isPassed: !result.isPassed };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 60, rounds: 5, warmUp: 30, control: 6 });
  void fromCommandLine(
    () => overload(plan),
    () => overloadControl({ ...plan, seconds: control, rounds: 1 }),
  );
}
