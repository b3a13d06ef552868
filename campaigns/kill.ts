import { createTestDatabase } from '../test/support/database';
import { startSandbox } from '../test/support/sandbox';
import { fromCommandLine, flags, holdsWithin, pause, randomOf, type Result } from './campaign';
import { CampaignClient } from './client';
import { Fleet } from './fleet';
import { counted, countOpen, judge, type Violations } from './judge';
import { auditAfterCall, withBuild } from './other-build';

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  readonly clients: number;
  readonly replicas: number;
  /** Milliseconds between two kills, on average. */
  readonly every: number;
  /** The build to run instead of this one. */
  readonly main?: string;
}

export interface KillResult extends Result, Record<keyof Violations, number> {
  readonly kills: number;
  readonly effects: number;
  readonly acknowledged: number;
  readonly replayed: number;
  readonly lostKeys: number;
  readonly unanswered: number;
  readonly unexpected: readonly string[];
  /** Seconds after the end until no intent was open; null: some were after sixty. */
  readonly settledAfter: number | null;
  readonly seconds: number;
}

const SETTLED_WITHIN = 60;
/** A vendor call may take a second, so that leases are seven. */
const ENVIRONMENT = { VENDOR_DEADLINE_MS: '1000', RECONCILE_INTERVAL_MS: '1000', LOG_LEVEL: 'info' };

/**
 * Replicas of the gateway are killed at random moments while clients create customers and links through any replica
 * that is up. The sandbox's effects, the database and the clients' records must agree in the end.
 */
export async function kill({ seed, kills, clients: count, replicas, every, main }: KillPlan): Promise<KillResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const fleet = await Fleet.start(
    {
      databaseUrl: database.appUrl,
      sandboxUrl: sandbox.url,
      environment: ENVIRONMENT,
      ...(main === undefined ? {} : { main }),
    },
    replicas,
  );
  try {
    let endedAt = Infinity;
    const clients = Array.from({ length: count }, (_, index) => new CampaignClient(fleet, randomOf(seed + index + 1)));
    const work = Promise.all(
      clients.map((client) =>
        client.run(
          () => endedAt < Infinity,
          () => endedAt + SETTLED_WITHIN * 1000,
        ),
      ),
    );
    for (let done = 0; done < kills;) {
      await pause(random() * 2 * every);
      if (await fleet.kill(random)) done++;
    }
    await fleet.whole();
    endedAt = performance.now();
    await work;
    const isSettled = await holdsWithin(
      SETTLED_WITHIN - (performance.now() - endedAt) / 1000,
      async () => (await countOpen(database)) === 0,
    );
    const settledAfter = isSettled ? Math.round((performance.now() - endedAt) / 100) / 10 : null;
    const told = clients.flatMap((client) => client.told);
    const { violations, effects } = await judge(database, sandbox.database, told);
    const unanswered = clients.flatMap((client) => client.unanswered).length;
    const unexpected = clients.flatMap((client) => client.unexpected);
    const isPassed =
      Object.values(counted(violations)).every((number) => number === 0) &&
      settledAfter !== null &&
      unanswered === 0 &&
      unexpected.length === 0;
    return {
      campaign: 'kill',
      seed,
      isPassed,
      kills,
      effects,
      ...counted(violations),
      acknowledged: told.length,
      replayed: told.filter(({ isReplay }) => isReplay).length,
      lostKeys: clients.flatMap(({ lost }) => lost).length,
      unanswered,
      unexpected: unexpected.slice(0, 5),
      settledAfter,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await fleet.stop();
    await sandbox.close();
    await database.drop();
  }
}

/** Control with a build that calls first and writes its intent afterwards: passes when the judge detects it. */
export async function killControl(plan: Omit<KillPlan, 'main'>): Promise<KillResult> {
  return withBuild(auditAfterCall(), async (build) => {
    const result = await kill({ ...plan, main: build.main });
    return { ...result, campaign: 'kill, audit after the call', isPassed: result.effectWithoutIntent > 0 };
  });
}

if (require.main === module) {
  const { seed, control, ...plan } = flags({ kills: 300, clients: 32, replicas: 3, every: 1000, control: 10 });
  void fromCommandLine(
    () => kill({ seed, ...plan }),
    () => killControl({ seed, ...plan, kills: control }),
  );
}
