import request from 'supertest';
import { CLOCK, type Clock } from '../src/config/clock';
import { consentAwaiting } from '../src/consent/status/consent-facts';
import { awaitedAfter } from '../src/journeys/picture/awaited';
import type { TimelineEntry } from '../src/journeys/timeline';
import { kybAwaiting } from '../src/onboarding/kyb/customer-facts';
import { DEMO, startGateway } from '../test/support/gateway';
import { later } from '../test/support/later';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';
import { StuckWorld, type Way, WAYS } from './stuck-ways';

export interface StuckPlan {
  readonly seed: number;
  /** Whether time passes before a diagnosis is read; in the control it does not. */
  readonly timePasses?: boolean;
}

export interface StuckResult extends Result {
  readonly journeys: number;
  readonly right: number;
  /** Wrong diagnoses. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

/** Few clicks a day, so that they can be used up; and no reconciler settles lost answers meanwhile. */
const ENVIRONMENT = { DURABLE_LINK_CLICKS_PER_DAY: '2', RECONCILE_INTERVAL_MS: '3600000' };

/** Where the entries of a journey do not tell all that the diagnosis knows. */
const NOT_IN_ENTRIES: readonly (string | undefined)[] = [
  'ERASED',
  'LINK_LIMIT',
  'RETURN_UNCONFIRMED',
  'STATUS_UNRECOGNISED',
];

interface Said extends Partial<Record<'stuck_at' | 'owner' | 'next_action' | 'since' | 'detail', string>> {
  readonly journey: Way['journey'];
  readonly timeline: readonly (Omit<TimelineEntry, 'at'> & { readonly at: string })[];
}

/** For whom the picture draws the wait. */
const drawnOwner = ({ journey, timeline }: Said, now: Date): string | null =>
  awaitedAfter(
    journey,
    timeline.map((entry) => ({ ...entry, at: new Date(entry.at) })),
    journey === 'consent' ? consentAwaiting : kybAwaiting,
    now,
  );

/** Journeys get stuck in every way, in random order by seed, and the gateway reports where, owner and next action. */
export async function stuck({ seed, timePasses = true }: StuckPlan): Promise<StuckResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const gateway = await startGateway({ environment: ENVIRONMENT });
  const world = new StuckWorld(gateway);
  const wrong: string[] = [];
  try {
    for (const { journey, way, script, expected } of shuffled(WAYS, random)) {
      const reference = await script(world);
      await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
      const ask = async (): Promise<{ said: Said; drawn: string | null }> => {
        const said: Said = (await request(gateway.url).get(`/v1/journeys/${reference}`).set('Authorization', DEMO))
          .body;
        return { said, drawn: drawnOwner(said, gateway.app.get<Clock>(CLOCK, { strict: false }).now()) };
      };
      const { said, drawn } = await later(gateway, timePasses ? (expected.after ?? 0) : 0, ask);
      const isRight =
        said.journey === journey &&
        said.stuck_at === expected.stuck_at &&
        said.owner === expected.owner &&
        expected.next_action.test(said.next_action ?? '') &&
        (drawn === said.owner || NOT_IN_ENTRIES.includes(said.stuck_at)) &&
        !Number.isNaN(Date.parse(said.since!));
      if (!isRight)
        wrong.push(
          `${journey}, ${way}: ${said.stuck_at} ${said.owner} ${said.next_action ?? said.detail}; drawn: ${drawn}`,
        );
    }
  } finally {
    await gateway.close();
  }
  return {
    campaign: 'stuck',
    seed,
    isPassed: wrong.length === 0,
    journeys: WAYS.length,
    right: WAYS.length - wrong.length,
    wrong,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

/** Control in which no time passes: passes when diagnoses that depend on time are wrong. */
export async function stuckControl(plan: StuckPlan): Promise<StuckResult> {
  const result = await stuck({ ...plan, timePasses: false });
  return {
    ...result,
    campaign: 'stuck, while no time passes',
    isPassed: result.wrong.length === WAYS.filter(({ expected }) => expected.after).length,
  };
}

function shuffled(ways: readonly Way[], random: () => number): Way[] {
  return ways
    .map((one) => [random(), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}

if (require.main === module) {
  const plan = flags({});
  void fromCommandLine(
    () => stuck(plan),
    () => stuckControl(plan),
  );
}
