import { DEMO } from '../test/support/gateway';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';
import { LoadGenerator, saysWhenToRetry, type Shot, statuses } from './load-generator';
import { countingAlone, type OtherBuild, withBuild } from './other-build';
import { Stage } from './stage';

export interface RatePlan {
  readonly seed: number;
  readonly seconds: number;
  readonly limit: number;
  readonly replicas: number;
  readonly build?: OtherBuild;
}

export interface RateResult extends Result {
  readonly accepted: number;
  readonly statuses: Readonly<Record<number, number>>;
}

const CLIENTS = 8;
/** The most and the fewest accepted requests, relative to the limit. */
const OVERSHOOT = 1.05;
const UNDERSHOOT = 0.85;

/**
 * One consumer floods all replicas for less than a minute, each request from another address: no more than its limit is
 * accepted over all of them.
 */
export async function rateLimit({ seed, seconds, limit, replicas, build }: RatePlan): Promise<RateResult> {
  const stage = await Stage.set();
  try {
    const random = randomOf(seed);
    const guns = await Promise.all(
      Array.from(
        { length: replicas },
        async () => new LoadGenerator((await stage.gateway({ RATE_LIMIT_PER_MINUTE: String(limit) }, build)).url),
      ),
    );
    const address = (): string => Array.from({ length: 4 }, () => Math.floor(random() * 256)).join('.');
    const flood = (generator: LoadGenerator): Promise<Shot[]> =>
      generator.pump(CLIENTS, seconds, () => {
        const from = address();
        return generator.request('GET', '/v1/customers/hosted/unknown', {
          Authorization: DEMO,
          'X-Forwarded-For': from,
          'X-Real-IP': from,
          Forwarded: `for=${from}`,
        });
      });
    const shots = (await Promise.all(guns.map(flood))).flat();
    for (const generator of guns) generator.close();
    const accepted = shots.filter(({ status }) => status === 404).length;
    const told = shots.filter(({ status }) => status === 429);
    const isOrderly =
      told.length + accepted === shots.length &&
      told.every((shot) => saysWhenToRetry(shot) && /^ratelimit: "minute";r=0;t=\d+$/im.test(shot.head));
    return {
      campaign: 'rate-limit',
      seed,
      isPassed: isOrderly && accepted <= limit * OVERSHOOT && accepted >= limit * UNDERSHOOT,
      accepted,
      statuses: statuses(shots),
    };
  } finally {
    await stage.close();
  }
}

/** Control with replicas that count alone: passes when the campaign detects it. */
export async function rateLimitControl(plan: RatePlan): Promise<RateResult> {
  return withBuild(countingAlone(), async (build) => {
    const result = await rateLimit({ ...plan, build });
    return {
      ...result,
      campaign: 'rate-limit, each replica counts alone',
      isPassed: !result.isPassed && result.accepted > plan.limit * OVERSHOOT,
    };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 50, limit: 100, replicas: 3, control: 5 });
  void fromCommandLine(
    () => rateLimit(plan),
    () => rateLimitControl({ ...plan, seconds: control }),
  );
}
