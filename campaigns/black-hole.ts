import { DEMO } from '../test/support/gateway';
import { ConsentApi, DEMO_HEADERS, newConsent } from '../test/support/consent-api';
import type { ConsentBody } from '../test/support/finpro-api';
import { flags, fromCommandLine, middle, pause, type Result } from './campaign';
import { LoadGenerator, percentile, saysWhenToRetry, type Shot, statuses } from './load-generator';
import { quietRounds } from './host';
import { type OtherBuild, sharedLine } from './other-build';
import { Stage } from './stage';

export interface BlackHolePlan {
  readonly seed: number;
  /**
   * Of each round: half of them while 1Money swallows everything, a quarter before and a quarter after. What comes once
   * a minute should be in both halves, and each p99 rest on some hundred requests, or it says more of the machine than
   * of the gateway.
   */
  readonly seconds: number;
  readonly rounds: number;
  /** Where the machine is not quiet; without it twice as many. */
  readonly mostRounds?: number;
  /** Requests per second to the vendor that fails, and to the other. */
  readonly rate: number;
  readonly otherRate: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface BlackHoleResult extends Result {
  /** p99 of the other vendor's requests: with the failing vendor over without, the middle of the rounds. */
  readonly p99Ratio: number;
  /** Requests to the other vendor that did not succeed. */
  readonly errors: number;
  /** Whether every request to the failing vendor was answered with what is documented. */
  readonly isOrderly: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
}

const MAX_RATIO = 1.1;

/** The p99 of a round, rounded. */
const inWhole = ({ well, hole }: Readonly<{ well: number; hole: number }>): number[] => [
  Math.round(well),
  Math.round(hole),
];

/** Requests a consent; answers with what was asked for. */
async function consentOf(url: string): Promise<ConsentBody> {
  const body = newConsent();
  await new ConsentApi(url).request(body).expect(200);
  return body;
}

/**
 * One vendor takes everything and answers nothing. Requests to the other are as quick as before it and after it, and
 * all of them succeed.
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
    const read = generator.request('GET', `/v1/customers/hosted/${customer}`, { Authorization: DEMO });
    // Of a person that the consumer never asked about the gateway knows that there are no consents of its own.
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

/** The same with one line for both vendors: it passes when the campaign notices. */
export async function blackHoleControl(plan: BlackHolePlan): Promise<BlackHoleResult> {
  const build = sharedLine();
  try {
    const result = await blackHole({ ...plan, build });
    return { ...result, campaign: 'black-hole, one line for both', isPassed: !result.isPassed && result.errors > 0 };
  } finally {
    build.remove();
  }
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 120, rounds: 5, rate: 200, otherRate: 200, control: 10 });
  void fromCommandLine(
    () => blackHole(plan),
    () => blackHoleControl({ ...plan, seconds: control, rounds: 1 }),
  );
}
