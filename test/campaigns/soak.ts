import { DEMO } from '../support/gateway';
import { flags, fromCommandLine, holdsWithin, randomOf, type Result } from './campaign';
import { Gun, type Shot, statuses } from './gun';
import { countOpen } from './judge';
import { leaking, type OtherBuild } from './other-build';
import { Stage } from './stage';

export interface SoakPlan {
  readonly seed: number;
  readonly seconds: number;
  /** Share of the maximum, in percent. */
  readonly load: number;
  readonly build?: OtherBuild;
}

interface Look {
  readonly seconds: number;
  readonly megabytes: number;
  readonly descriptors: number;
}

export interface SoakResult extends Result {
  /** Whether everybody got what is documented, every 201 has its row, and no effect is left open. */
  readonly isOrderly: boolean;
  /** Whether memory and file descriptors stayed where they were after the warm-up. */
  readonly isFlat: boolean;
  readonly megabytesPerHour: number;
  readonly looks: readonly Look[];
  readonly statuses: Readonly<Record<number, number>>;
}

/** The part of the time in which memory may find its size. */
const WARM_UP = 0.3;
/** Growth over what is watched that is no leak: share of the memory, and descriptors. */
const MOST_GROWTH = 0.1;
const MOST_DESCRIPTORS = 32;
const SETTLED_WITHIN = 60;

const FAULTS = [{ kind: 'latency', ms: 300 }, { kind: 'reset' }, { kind: 'reset', when: 'after' }, { kind: 'status', status: 500 }, { kind: 'status', status: 503 }, { kind: 'rate-limit', retry_after_seconds: 1 }, { kind: 'rate-limit-in-200' }, { kind: 'body', body: '<html>', content_type: 'text/html' }, { kind: 'redirect' }];

/** A steady load for a long time, with a vendor that fails in every way now and then: memory and file descriptors stay flat, and everything is in order in the end. */
export async function soak({ seed, seconds, load, build }: SoakPlan): Promise<SoakResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway({ VENDOR_DEADLINE_MS: '1000', RECONCILE_INTERVAL_MS: '1000' }, build);
    const random = randomOf(seed);
    const gun = new Gun(gateway.url);
    const customers = await stage.customers(gateway.url, 20);
    const reads = customers.map((id) => gun.request('GET', `/v1/customers/hosted/${id}`, { Authorization: DEMO }));
    const grants = customers.map((customer_id) => gun.request('POST', '/v1/customers/onboarding/grants', { Authorization: DEMO }, JSON.stringify({ customer_id })));
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const next = (): Buffer => pick(random() < 0.5 ? reads : grants);
    const probe = await gun.pump(32, Math.min(5, seconds / 5), next);
    const rate = (probe.length / Math.min(5, seconds / 5)) * (load / 100);
    const begun = performance.now();
    const elapsed = (): number => (performance.now() - begun) / 1000;
    const over = new AbortController();
    const looks: Look[] = [];
    const watch = async (): Promise<void> => {
      while (!over.signal.aborted) {
        looks.push({ seconds: Math.round(elapsed()), ...(await resources(gateway.url)) });
        await new Promise((done) => setTimeout(done, Math.min(5_000, seconds * 25)));
      }
    };
    const spoil = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await stage.control('/_sandbox/faults', 'POST', { vendor: '1money', times: 1 + Math.floor(random() * 5), ...pick(FAULTS) });
        await new Promise((done) => setTimeout(done, random() * 2_000));
      }
    };
    const background = Promise.all([watch(), spoil()]);
    const counts: Record<number, number> = statuses(probe);
    let [granted, isDocumented] = [probe.filter(({ status }) => status === 201).length, true];
    while (elapsed() < seconds) {
      const shots: Shot[] = await gun.volley(rate, Math.min(5, seconds / 4), next);
      for (const { status } of shots) counts[status] = (counts[status] ?? 0) + 1;
      granted += shots.filter(({ status }) => status === 201).length;
      isDocumented &&= shots.every(({ status }) => [200, 201, 502, 503, 504].includes(status));
    }
    over.abort();
    await background;
    await stage.control('/_sandbox/faults', 'DELETE');
    const isSettled = await holdsWithin(SETTLED_WITHIN, async () => (await countOpen(stage.database)) === 0);
    gun.close();
    const isOrderly = isDocumented && isSettled && (await stage.count('portico.onboarding_grants')) === granted;
    const { isFlat, perSecond } = judged(looks, seconds);
    return { campaign: 'soak', seed, isPassed: isOrderly && isFlat, isOrderly, isFlat, megabytesPerHour: Math.round(perSecond * 3600 * 10) / 10, looks: looks.filter((_, index) => index % Math.ceil(looks.length / 40) === 0), statuses: counts };
  } finally {
    await stage.close();
  }
}

async function resources(url: string): Promise<Pick<Look, 'megabytes' | 'descriptors'>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^portico_${name} (\\S+)`, 'm').exec(text)?.[1] ?? new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return { megabytes: Math.round(value('process_resident_memory_bytes') / 1_048_576), descriptors: value('process_open_fds') };
}

/** The slope of the memory after the warm-up, by least squares. */
function judged(looks: readonly Look[], total: number): { isFlat: boolean; perSecond: number } {
  const watched = looks.filter(({ seconds }) => seconds >= total * WARM_UP);
  const mean = (of: (look: Look) => number): number => watched.reduce((sum, look) => sum + of(look), 0) / watched.length;
  const [middle, level] = [mean(({ seconds }) => seconds), mean(({ megabytes }) => megabytes)];
  const perSecond = watched.reduce((sum, { seconds, megabytes }) => sum + (seconds - middle) * (megabytes - level), 0) / watched.reduce((sum, { seconds }) => sum + (seconds - middle) ** 2, 0);
  const growth = (perSecond * total * (1 - WARM_UP)) / level;
  const descriptors = watched.map((look) => look.descriptors);
  return { isFlat: growth <= MOST_GROWTH && descriptors.at(-1)! - descriptors[0]! <= MOST_DESCRIPTORS, perSecond };
}

/** The same with a build that leaks: it passes when the campaign notices. */
export async function soakControl(plan: SoakPlan): Promise<SoakResult> {
  const build = leaking();
  try {
    const result = await soak({ ...plan, build });
    return { ...result, campaign: 'soak, with a leak', looks: [], isPassed: !result.isFlat };
  } finally {
    build.remove();
  }
}

if (require.main === module) {
  const { control, ...plan } = flags({ seconds: 1_200, load: 60, control: 60 });
  void fromCommandLine(() => soak(plan), () => soakControl({ ...plan, seconds: control }));
}
