import { DEMO } from '../test/support/gateway';
import { flags, fromCommandLine, middle, randomOf, type Result } from './campaign';
import { LoadGenerator, percentile, saysWhenToRetry, type Shot } from './load-generator';
import { quietRounds } from './host';
import { type OtherBuild, withoutDoor } from './other-build';
import { Stage } from './stage';

export interface OverloadPlan {
  readonly seed: number;
  /**
   * Of the rush in each round. Before it and again after it, each stretch near the maximum takes a third of that, and a
   * calm one half.
   */
  readonly seconds: number;
  readonly rounds: number;
  /** Where the machine is not quiet; without it twice as many. */
  readonly mostRounds?: number;
  /**
   * Seconds before anything is measured: Node compiles what is used often, and a rush opens the connections that it
   * needs.
   */
  readonly warmUp: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface OverloadResult extends Result {
  /** Whether everybody got 201 or a 503 with Retry-After, and only the former left a trace. */
  readonly isOrderly: boolean;
  /** At the door. */
  readonly refused: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** As many clients as a busy consumer has, each waiting for its answer: they find out about how much can be served. */
const LANES = 64;
/**
 * Shares of that at which requests arrive, whether others are answered or not: the goodput of the best is the maximum.
 */
const NEAR_THE_MAXIMUM = [0.9, 1, 1.1];
/**
 * The part of a stretch in which the gateway fills: only answers after it count, and none after its end, so that it is
 * not given what the next one should have.
 */
const FILLING = 0.05;

type End = 'served' | 'turnedAway' | 'turnedDownInside' | 'other';

/** A 503 says when to come again. The door writes names of headers with capitals, Fastify behind it without. */
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
  /** Goodput at each share NEAR_THE_MAXIMUM, before the rush and after it. */
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
 * Between before and after the rush; and nothing serves more in a rush than at its maximum, unless the machine was
 * slower when that was looked for.
 */
function driftOf(round: Round): number {
  return Math.max(
    Math.abs(Math.log(sum(round.after) / sum(round.before))),
    Math.log(round.goodput / Math.max(...around(round))),
  );
}

/**
 * What was served in the rush, as a share of the maximum around it. The maximum is at the share that served most in all
 * rounds together.
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
 * Three times the maximum goodput: at least 0.9 of the maximum is still served, what is served is at most twice as slow
 * (p99) as at 0.8 of the maximum, and the rest is turned away with 503 and Retry-After in under 50 ms (median). The
 * rush is compared with what is measured right before it and right after it, as machines are not as fast in every
 * minute; what counts is the middle of the rounds.
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
      noted(await generator.pump(LANES, length, next)).served.length / length;
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

/** The same with everybody let in: it passes when the campaign notices. */
export async function overloadControl(plan: OverloadPlan): Promise<OverloadResult> {
  const build = withoutDoor();
  try {
    const result = await overload({ ...plan, build });
    return { ...result, campaign: 'overload, without a door', isPassed: !result.isPassed };
  } finally {
    build.remove();
  }
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 60, rounds: 5, warmUp: 30, control: 6 });
  void fromCommandLine(
    () => overload(plan),
    () => overloadControl({ ...plan, seconds: control, rounds: 1 }),
  );
}
