import { DEMO } from '../test/support/gateway';
import { ConsentApi, DEMO_HEADERS, newConsent } from '../test/support/consent-api';
import type { ConsentBody } from '../test/support/finpro-api';
import { flags, fromCommandLine, middle, pause, type Result } from './campaign';
import { LoadGenerator, percentile, saysWhenToRetry, type Shot, statuses } from './load-generator';
import { quietRounds } from './host';
import { type OtherBuild, sharedPipeline, withBuild } from './other-build';
import { Stage } from './stage';

export interface BlackHolePlan {
  readonly seed: number;
  /**
   * Seconds of each round: half of them while 1Money does not answer, a quarter before and a quarter after. Work that
   * runs once a minute should be in both halves, and each p99 should rest on some hundred requests; otherwise it
   * measures the machine instead of the gateway.
   */
  readonly seconds: number;
  readonly rounds: number;
  /** Most rounds where the machine is disturbed; without it twice as many. */
  readonly mostRounds?: number;
  /** Requests per second to the vendor that fails, and to the other. */
  readonly rate: number;
  readonly otherRate: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface BlackHoleResult extends Result {
  /** p99 of the other vendor's requests with the failing vendor, divided by that without; the median of the rounds. */
  readonly p99Ratio: number;
  /** Requests to the other vendor that did not succeed. */
  readonly errors: number;
  /** Whether every request to the failing vendor got a documented response. */
  readonly isOrderly: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
}

const MAX_RATIO = 1.1;

/** The p99 of a round, rounded. */
const inWhole = ({ well, hole }: Readonly<{ well: number; hole: number }>): number[] => [
  Math.round(well),
  Math.round(hole),
];

/** Requests a consent; returns its request body. */
async function consentOf(url: string): Promise<ConsentBody> {
  const body = newConsent();
  await new ConsentApi(url).request(body).expect(200);
  return body;
}

/**
 * One vendor accepts requests and answers none. Requests to the other are as fast as before and after, and all of them
 * succeed.
 */
export async function blackHole({
  seed,
  seconds,
  rounds,
  mostRounds,
  rate,
  otherRate,
  environment = {},
  build,
}: BlackHolePlan): Promise<BlackHoleResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(environment, build);
    const generator = new LoadGenerator(gateway.url);
    const [customer] = await stage.customers(gateway.url, 1);
    const read = generator.request('GET', `/v1/customers/hosted/${customer}`, {
      Authorization: DEMO,
      // Each reaches the vendor: a read with a deadline of its own shares no answer.
      Prefer: 'wait=60',
    });
    // For a new person the gateway knows that the consumer has no consents.
    const { partyIdentifierType, partyIdentifierValue, productID, accountID } = await consentOf(gateway.url);
    const list = generator.request(
      'POST',
      '/v3/getconsentslist',
      { ...DEMO_HEADERS },
      JSON.stringify({ partyIdentifierType, partyIdentifierValue, productID, accountID }),
    );
    const both = (forSeconds: number): Promise<[Shot[], Shot[]]> =>
      Promise.all([
        generator.volley(rate, forSeconds, () => read),
        generator.volley(otherRate, forSeconds, () => list),
      ]);
    await both(seconds / 2);
    const others: Shot[] = [];
    const swallowed: Shot[] = [];
    const { counted, discarded, stolen } = await quietRounds(
      rounds,
      async () => {
        const [, before] = await both(seconds / 4);
        await stage.control('/_sandbox/faults', 'POST', { vendor: '1money', kind: 'hold' });
        const [failing, hole] = await both(seconds / 2);
        await stage.control('/_sandbox/faults', 'DELETE');
        while ((await generator.fire(read)).status !== 200) await pause(20);
        const [, after] = await both(seconds / 4);
        const well = [...before, ...after];
        others.push(...well, ...hole);
        swallowed.push(...failing);
        return { well: percentile(well, 0.99), hole: percentile(hole, 0.99) };
      },
      undefined,
      mostRounds,
    );
    generator.close();
    const ratios = counted.map(({ well, hole }) => hole / well);
    const p99Ratio = middle(ratios);
    const errors = others.filter(({ status }) => status !== 200).length;
    const isOrderly = swallowed.every(
      (shot) => shot.status === 200 || shot.status === 504 || (shot.status === 503 && saysWhenToRetry(shot)),
    );
    return {
      campaign: 'black-hole',
      seed,
      isPassed: isOrderly && errors === 0 && p99Ratio <= MAX_RATIO,
      p99Ratio,
      errors,
      isOrderly,
      figures: {
        ratios,
        others: statuses(others),
        swallowed: statuses(swallowed),
        p99: counted.map(inWhole),
        discarded: discarded.map(inWhole),
        stolen,
      },
    };
  } finally {
    await stage.close();
  }
}

/** Control with one pipeline for both vendors: passes when the campaign detects it. */
export async function blackHoleControl(plan: BlackHolePlan): Promise<BlackHoleResult> {
  return withBuild(sharedPipeline(), async (build) => {
    const result = await blackHole({ ...plan, build });
    return { ...result, campaign: 'black-hole, one pipeline', isPassed: !result.isPassed && result.errors > 0 };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 120, rounds: 5, rate: 200, otherRate: 200, control: 10 });
  void fromCommandLine(
    () => blackHole(plan),
    () => blackHoleControl({ ...plan, seconds: control, rounds: 1 }),
  );
}
