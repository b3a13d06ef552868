import { DEMO } from '../test/support/gateway';
import { flags, fromCommandLine, type Result } from './campaign';
import { LoadGenerator, saysWhenToRetry, type Shot, statuses } from './load-generator';
import { type OtherBuild, withoutBudget, withBuild } from './other-build';
import { Stage } from './stage';

export interface Vendor503Plan {
  readonly seed: number;
  readonly seconds: number;
  /** Requests per second. */
  readonly rate: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface Vendor503Result extends Result {
  readonly requests: number;
  readonly calls: number;
  /** Calls for each request. */
  readonly ratio: number;
  /**
   * Seconds from the vendor's recovery until the first second in which at least 98 of 100 requests succeed; null: not
   * within ten.
   */
  readonly recoverySeconds: number | null;
  /** Whether every request got a documented response. */
  readonly isOrderly: boolean;
  readonly statuses: Readonly<Record<number, number>>;
}

const MAX_CALLS = 1.1;
const MAX_RECOVERY = 5;
const AFTERWARDS = 10;

/** Whether hardly any request of a second failed. */
const isWell = (shots: readonly Shot[]): boolean =>
  shots[0]!.status === 200 && shots.filter(({ status }) => status === 200).length >= 0.98 * shots.length;

/**
 * A vendor answers every request with 503, and then works again: it gets at most 1.10 calls for each request, and is
 * used again soon after it works.
 */
export async function vendor503({
  seed,
  seconds,
  rate,
  environment = {},
  build,
}: Vendor503Plan): Promise<Vendor503Result> {
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
    await stage.control('/_sandbox/faults', 'POST', { vendor: '1money', kind: 'status', status: 503 });
    const failing = await generator.volley(rate, seconds, () => read);
    const { requests: journal } = await stage.control<{ requests: { fault: string | null }[] }>(
      '/_sandbox/requests?vendor=1money&limit=5000&path=/v1/customers/',
    );
    const calls = journal.filter(({ fault }) => fault !== null).length;
    await stage.control('/_sandbox/faults', 'DELETE');
    const healed = performance.now();
    const healing: Shot[] = [];
    let recovered = -1;
    for (let second = 0; second < AFTERWARDS && recovered < 0; second += 1) {
      healing.push(...(await generator.volley(rate, 1, () => read)));
      recovered = healing.findIndex(
        (_, from) => from + rate <= healing.length && isWell(healing.slice(from, from + rate)),
      );
    }
    generator.close();
    const recoverySeconds = recovered < 0 ? null : Math.round(healing[recovered]!.due - healed) / 1000;
    const ratio = calls / failing.length;
    const isOrderly = [...failing, ...healing].every(
      (shot) => shot.status === 200 || (shot.status === 503 && saysWhenToRetry(shot)),
    );
    const isPassed = isOrderly && ratio <= MAX_CALLS && recoverySeconds !== null && recoverySeconds <= MAX_RECOVERY;
    return {
      campaign: 'vendor-503',
      seed,
      isPassed,
      requests: failing.length,
      calls,
      ratio,
      recoverySeconds,
      isOrderly,
      statuses: statuses(healing),
    };
  } finally {
    await stage.close();
  }
}

/** Control without retry budget and circuit breaker: passes when the campaign detects it. */
export async function vendor503Control(plan: Vendor503Plan): Promise<Vendor503Result> {
  return withBuild(withoutBudget(), async (build) => {
    const result = await vendor503({ ...plan, environment: { VENDOR_BREAKER: 'off' }, build });
    return {
      ...result,
      campaign: 'vendor-503, unlimited retries',
      isPassed: !result.isPassed && result.ratio > MAX_CALLS,
    };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 60, rate: 200, control: 5 });
  void fromCommandLine(
    () => vendor503(plan),
    () => vendor503Control({ ...plan, seconds: control }),
  );
}
