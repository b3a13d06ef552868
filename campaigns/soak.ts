import { ORIGIN } from '../test/support/log';
import { WEBHOOK_SECRET } from '../test/support/vendor-webhooks';
import { keptOn, whatIsWrong } from './aftermath';
import { flags, fromCommandLine, pause, pick, randomOf, type Result } from './campaign';
import { LoadGenerator } from './load-generator';
import { Listener } from './listener';
import { leaking, type OtherBuild, withBuild } from './other-build';
import { Stage } from './stage';
import { type Errand, Traffic } from './traffic';

export interface SoakPlan {
  readonly seed: number;
  readonly seconds: number;
  /** Load as a share of the maximum, in percent. */
  readonly load: number;
  readonly build?: OtherBuild;
}

interface Sample {
  readonly seconds: number;
  readonly megabytes: number;
  /** Files and sockets that the gateway holds open at its last peaks, without the connections of the load itself. */
  readonly descriptors: number;
  readonly connections: number;
}

export interface SoakResult extends Result {
  /** Whether every request got a documented response, and the data are consistent in the end. */
  readonly isOrderly: boolean;
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
  /** Whether memory and file descriptors stayed as after the warm-up. */
  readonly isMemoryFlat: boolean;
  readonly areDescriptorsFlat: boolean;
  readonly megabytesPerHour: number;
  readonly descriptorsPerHour: number;
  readonly samples: readonly Sample[];
  /** By kind of request: how many ended with each status. */
  readonly answers: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

/** The part of the time in which memory may grow. */
const WARM_UP = 0.3;
/** Growth over the measured time that does not count as a leak, as a share of the mean. */
const MAX_GROWTH = 0.1;

const VENDORS = ['1money', 'finpro'] as const;
const FAULTS = [
  { kind: 'latency', ms: 300 },
  { kind: 'reset' },
  { kind: 'reset', when: 'after' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'rate-limit', retry_after_seconds: 1 },
  { kind: 'rate-limit-in-200' },
  { kind: 'body', body: '<html>', content_type: 'text/html' },
  { kind: 'redirect' },
];
const STATES = ['PENDING_REVIEW', 'UNDER_REVIEW', 'PENDING_RESPONSE', 'ESCALATED', 'PENDING_APPROVAL'] as const;

/**
 * A steady load of all kinds of requests for a long time, with vendors that fail in every way now and then: memory and
 * file descriptors do not grow, and the data are consistent in the end.
 */
export async function soak(plan: SoakPlan): Promise<SoakResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(
      { VENDOR_DEADLINE_MS: '1000', RECONCILE_INTERVAL_MS: '1000', AUDIT_LOG_ORIGIN: ORIGIN },
      plan.build,
    );
    await stage.control('/_sandbox/webhooks', 'POST', {
      vendor: '1money',
      url: `${gateway.url}/webhooks/1money`,
      secret: WEBHOOK_SECRET,
    });
    const listener = await Listener.start(gateway.url);
    return await steadyLoad(stage, gateway.url, listener, plan).finally(() => listener.stop());
  } finally {
    await stage.close();
  }
}

async function steadyLoad(
  stage: Stage,
  url: string,
  listener: Listener,
  { seed, seconds, load }: SoakPlan,
): Promise<SoakResult> {
  const [generator, random] = [new LoadGenerator(url), randomOf(seed)];
  const traffic = await Traffic.through(generator, stage, url, random);
  const length = Math.min(5, seconds / 5);
  const most = (): Promise<unknown[]> => generator.pump(32, length, () => traffic.next().bytes);
  await most();
  const rate = ((await most()).length / length) * (load / 100);
  const before = await keptOn(stage);

  const over = new AbortController();
  const samples: Sample[] = [];
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  const background = Promise.all([
    until(over.signal, async () => {
      samples.push({ seconds: Math.round(elapsed()), ...(await resources(url, generator)) });
      await pause(Math.min(5_000, seconds * 25));
    }),
    until(over.signal, async () => {
      await unrest(stage, traffic.observed, random);
      await pause(random() * 2_000);
    }),
  ]);
  const answers: Record<string, Record<number, number>> = {};
  const undocumented = new Set<string>();
  while (elapsed() < seconds) {
    const errands: Errand[] = [];
    const next = (): Buffer => errands[errands.push(traffic.next()) - 1]!.bytes;
    for (const [index, { status }] of (await generator.volley(rate, length, next)).entries()) {
      const { kind } = errands[index]!;
      const counts = (answers[kind.name] ??= {});
      counts[status] = (counts[status] ?? 0) + 1;
      if (!kind.answers.includes(status)) undocumented.add(`${kind.name} answered ${status}`);
    }
  }
  over.abort();
  await background;
  await stage.control('/_sandbox/faults', 'DELETE');
  generator.close();
  const told = {
    grants: (answers['grant']?.[201] ?? 0) + (answers['keyed grant']?.[201] ?? 0),
    webhooks: answers['webhook']?.[200] ?? 0,
  };
  const wrong = [...undocumented, ...(await whatIsWrong(stage, listener, traffic.observed, before, told))];
  const observed = samples.filter((sample) => sample.seconds >= seconds * WARM_UP);
  const [memory, descriptors] = [trend(observed, 'megabytes'), trend(observed, 'descriptors')];
  const [isOrderly, isMemoryFlat, areDescriptorsFlat] = [
    wrong.length === 0,
    isFlat(memory, seconds),
    isFlat(descriptors, seconds),
  ];
  return {
    campaign: 'soak',
    seed,
    isPassed: isOrderly && isMemoryFlat && areDescriptorsFlat,
    isOrderly,
    wrong,
    isMemoryFlat,
    areDescriptorsFlat,
    megabytesPerHour: perHour(memory),
    descriptorsPerHour: perHour(descriptors),
    samples: samples.filter((_, index) => index % Math.ceil(samples.length / 40) === 0),
    answers,
  };
}

async function until(over: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!over.aborted) await work();
}

/** One vendor fails a few times, and a customer's status changes. */
async function unrest(stage: Stage, customers: readonly string[], random: () => number): Promise<void> {
  await stage.control('/_sandbox/faults', 'POST', {
    vendor: pick(VENDORS, random),
    times: 1 + Math.floor(random() * 5),
    ...pick(FAULTS, random),
  });
  await stage.control(`/_sandbox/1money/customers/${pick(customers, random)}/status`, 'POST', {
    status: pick(STATES, random),
  });
}

async function resources(url: string, generator: LoadGenerator): Promise<Omit<Sample, 'seconds'>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number =>
    Number(
      new RegExp(`^portico_${name} (\\S+)`, 'm').exec(text)?.[1] ?? new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1],
    );
  const { connections } = generator;
  return {
    megabytes: Math.round(value('process_resident_memory_bytes') / 1_048_576),
    descriptors: value('process_open_fds') - connections,
    connections,
  };
}

interface Trend {
  readonly mean: number;
  readonly perSecond: number;
}

/** The slope by least squares. */
function trend(samples: readonly Sample[], of: 'megabytes' | 'descriptors'): Trend {
  const meanOf = (value: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const [middle, mean] = [meanOf(({ seconds }) => seconds), meanOf((sample) => sample[of])];
  return {
    mean,
    perSecond:
      samples.reduce((sum, sample) => sum + (sample.seconds - middle) * (sample[of] - mean), 0) /
      samples.reduce((sum, { seconds }) => sum + (seconds - middle) ** 2, 0),
  };
}

const isFlat = ({ mean, perSecond }: Trend, total: number): boolean =>
  (perSecond * total * (1 - WARM_UP)) / mean <= MAX_GROWTH;
const perHour = ({ perSecond }: Trend): number => Math.round(perSecond * 3600 * 10) / 10;

/** Control with a build that leaks both: passes when the campaign detects it. */
export async function soakControl(plan: SoakPlan): Promise<SoakResult> {
  return withBuild(leaking(), async (build) => {
    const result = await soak({ ...plan, build });
    return {
      ...result,
      campaign: 'soak, with a leak',
      samples: [],
      isPassed: !result.isMemoryFlat && !result.areDescriptorsFlat,
    };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 1_200, load: 60, control: 60 });
  void fromCommandLine(
    () => soak(plan),
    () => soakControl({ ...plan, seconds: control }),
  );
}
