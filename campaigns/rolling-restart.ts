import { DEMO, freePort } from '../test/support/gateway';
import type { GatewayProcess } from '../test/support/gateway-process';
import { hasHaproxy } from '../test/support/haproxy';
import { type Balancer, haproxy, nodeProxy } from './balancer';
import { flags, fromCommandLine, pause, randomOf, type Result } from './campaign';
import { LoadGenerator, type Shot, statuses } from './load-generator';
import { type OtherBuild, withoutGracefulShutdown, withBuild } from './other-build';
import { Stage } from './stage';

export interface RollingPlan {
  readonly seed: number;
  readonly replicas: number;
  /** SIGTERMs for each replica. */
  readonly rounds: number;
  readonly connections: number;
  /** Milliseconds that a client waits between two requests; without it none. */
  readonly gapMs?: number;
  /** Milliseconds from ready to the next restart, in which the load balancer detects it. */
  readonly settleMs?: number;
  readonly front: (replicas: readonly string[]) => Promise<Balancer>;
  readonly build?: OtherBuild;
}

export interface RollingResult extends Result {
  readonly front: string;
  readonly restarts: number;
  readonly requests: number;
  /** Requests that were not answered, and those answered with a 5xx. */
  readonly resets: number;
  readonly serverErrors: number;
  /** Exit codes of the replicas; 0 means that all running requests were finished. */
  readonly exitCodes: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<number, number>>;
}

const SETTLE_MS = 1_000;

/**
 * One replica after the other is ended with SIGTERM and started again, while clients with kept connections read and
 * create: no request is lost.
 */
export async function rollingRestart({
  seed,
  replicas,
  rounds,
  connections,
  gapMs = 0,
  settleMs = SETTLE_MS,
  front,
  build,
}: RollingPlan): Promise<RollingResult> {
  const stage = await Stage.set();
  const slots: GatewayProcess[] = [];
  let balancer: Balancer | null = null;
  try {
    const random = randomOf(seed);
    const ports = await Promise.all(Array.from({ length: replicas }, freePort));
    const start = (port: number): Promise<GatewayProcess> =>
      stage.gateway({ PORT: String(port), SHUTDOWN_DRAIN_MS: '1000' }, build);
    slots.push(...(await Promise.all(ports.map(start))));
    balancer = await front(slots.map(({ url }) => url));
    const generator = new LoadGenerator(balancer.url);
    const customers = await stage.customers(slots[0]!.url, 5);
    const work = customers.flatMap((customer_id) => [
      generator.request('GET', `/v1/customers/hosted/${customer_id}`, { Authorization: DEMO }),
      generator.request(
        'POST',
        '/v1/customers/onboarding/grants',
        { Authorization: DEMO },
        JSON.stringify({ customer_id }),
      ),
    ]);
    const over = new AbortController();
    const shots: Shot[] = [];
    const clients = Promise.all(
      Array.from({ length: connections }, async () => {
        while (!over.signal.aborted) {
          shots.push(await generator.fire(work[Math.floor(random() * work.length)]!));
          if (gapMs > 0) await pause(gapMs);
        }
      }),
    );
    const exitCodes: Record<string, number> = {};
    for (let restart = 0; restart < replicas * rounds; restart++) {
      const slot = restart % replicas;
      const code = String(await slots[slot]!.end('SIGTERM'));
      exitCodes[code] = (exitCodes[code] ?? 0) + 1;
      slots[slot] = await start(ports[slot]!);
      while (!(await fetch(`${slots[slot].url}/health/ready`)).ok) await pause(50);
      await pause(settleMs);
    }
    over.abort();
    await clients;
    generator.close();
    const resets = shots.filter(({ status }) => status === 0).length;
    const serverErrors = shots.filter(({ status }) => status >= 500).length;
    return {
      campaign: 'rolling-restart',
      seed,
      isPassed: resets === 0 && serverErrors === 0,
      front: balancer.name,
      restarts: replicas * rounds,
      requests: shots.length,
      resets,
      serverErrors,
      exitCodes,
      statuses: statuses(shots),
    };
  } finally {
    await balancer?.stop();
    await stage.close();
  }
}

/** Control with replicas without a graceful shutdown: passes when the campaign detects it. */
export async function rollingRestartControl(plan: RollingPlan): Promise<RollingResult> {
  return withBuild(withoutGracefulShutdown(), async (build) => {
    const result = await rollingRestart({ ...plan, build });
    return { ...result, campaign: 'rolling-restart, without graceful shutdown', isPassed: !result.isPassed };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ replicas: 3, rounds: 20, connections: 16, control: 2 });
  const front = hasHaproxy ? haproxy : nodeProxy;
  if (!hasHaproxy) process.stderr.write('There is no haproxy here: a proxy of our own stands in for it.\n');
  void fromCommandLine(
    () => rollingRestart({ ...plan, front }),
    () => rollingRestartControl({ ...plan, front, rounds: control }),
  );
}
