import { DEMO } from '../support/gateway';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';
import { Gun, percentile, type Shot, statuses } from './gun';
import { quietRounds } from './host';
import { type OtherBuild, withoutDoor } from './other-build';
import { Stage } from './stage';

export interface OverloadPlan {
  readonly seed: number;
  /** Of the rush, in all rounds together. */
  readonly seconds: number;
  /** The system writes its dirty pages every 30 seconds, so that it is the middle of several. */
  readonly rounds: number;
  /** Seconds before anything is measured: Node compiles what is used often, and a rush opens the connections that it needs. */
  readonly warmUp: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface OverloadResult extends Result {
  /** Whether everybody got 201 or a 503 with Retry-After, and only the former left a trace. */
  readonly isOrderly: boolean;
  readonly refused: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** As many clients as a busy consumer has, each waiting for its answer: they find out about how much can be served. */
const LANES = 64;
/** Shares of that at which requests arrive, whether others are answered or not: the goodput of the best is the maximum. */
const NEAR_THE_MAXIMUM = [0.9, 1, 1.1];
/** The part of arrivals in which the gateway fills: only answers after it count, and none after their end, so that a short stretch is not given what the next one should have. */
const FILLING = 0.25;

const served = (shots: readonly Shot[]): Shot[] => shots.filter(({ status }) => status === 201);
/** At the door, where only what is needed is said; everybody else is given all headers. */
const turnedAway = (shots: readonly Shot[]): Shot[] => shots.filter(({ status, head }) => status === 503 && !/^referrer-policy:/im.test(head));
const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** A round's figures, rounded. */
const inWhole = ({ near, goodput, calmP99, rushP99 }: Readonly<{ near: number[]; goodput: number; calmP99: number; rushP99: number }>): object => ({ near: near.map(Math.round), goodput: Math.round(goodput), calmP99: Math.round(calmP99), rushP99: Math.round(rushP99) });

/**
 * Three times the maximum goodput: at least 0.9 of the maximum is still served, what is served is at most twice as slow
 * (p99) as at 0.8 of the maximum in the same round, and the rest is turned away with 503 and Retry-After in under 50 ms (median).
 */
export async function overload({ seed, seconds, rounds, warmUp, environment = {}, build }: OverloadPlan): Promise<OverloadResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(environment, build);
    const random = randomOf(seed);
    const gun = new Gun(gateway.url);
    const customers = await stage.customers(gateway.url, 50);
    const grants = customers.map((customer_id) => gun.request('POST', '/v1/customers/onboarding/grants', { Authorization: DEMO }, JSON.stringify({ customer_id })));
    const next = (): Buffer => grants[Math.floor(random() * grants.length)]!;
    const all = await gun.pump(LANES, warmUp, next);
    all.push(...(await gun.volley((served(all).length / warmUp) * 3, warmUp / 5, next)));
    const slice = seconds / rounds;
    const arrivals = async (perSecond: number, length: number): Promise<{ shots: Shot[]; goodput: number }> => {
      const counts = length * (1 - FILLING);
      const until = performance.now() + length * 1000;
      const shots = await gun.volley(perSecond, length, next);
      all.push(...shots);
      return { shots, goodput: served(shots).filter(({ due, ms }) => due + ms >= until - counts * 1000 && due + ms < until).length / counts };
    };
    const { counted, discarded, stolen } = await quietRounds(rounds, async () => {
      const full = await gun.pump(LANES, slice / 4, next);
      all.push(...full);
      const near: number[] = [];
      for (const share of NEAR_THE_MAXIMUM) near.push((await arrivals((served(full).length / (slice / 4)) * share, slice / 2)).goodput);
      const best = Math.max(...near);
      const { shots: calm } = await arrivals(best * 0.8, slice / 2);
      const { shots: rush, goodput } = await arrivals(best * 3, slice);
      return { near, goodput, calmP99: percentile(served(calm), 0.99), rushP99: percentile(served(rush), 0.99), refusals: turnedAway(rush) };
    });
    gun.close();
    const refused = turnedAway(all);
    const isOrderly = (await stage.count('portico.onboarding_grants')) === served(all).length && all.every(({ status, head }) => status === 201 || (status === 503 && /^retry-after: [1-9]\d*$/im.test(head)));
    const maximum = Math.max(...NEAR_THE_MAXIMUM.map((_, index) => middle(counted.map(({ near }) => near[index]!))));
    const goodputRatio = middle(counted.map(({ goodput }) => goodput)) / maximum;
    const p99Ratio = middle(counted.map(({ calmP99, rushP99 }) => rushP99 / calmP99));
    const refusalP50 = percentile(counted.flatMap(({ refusals }) => refusals), 0.5);
    return {
      campaign: 'overload',
      seed,
      isPassed: isOrderly && refused.length > 0 && goodputRatio >= 0.9 && p99Ratio <= 2 && refusalP50 < 50,
      isOrderly,
      refused: refused.length,
      figures: { goodputRatio, p99Ratio, refusalP50, statuses: statuses(all), rounds: counted.map(inWhole), discarded: discarded.map(inWhole), stolen },
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
  const { control, ...plan } = flags({ seconds: 60, rounds: 5, warmUp: 10, control: 15 });
  void fromCommandLine(() => overload(plan), () => overloadControl({ ...plan, seconds: control }));
}
