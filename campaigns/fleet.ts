import { type GatewayProcess, startGatewayProcess } from '../test/support/gateway-process';

/** How replicas are started, and with which database and sandbox. */
export interface Berth {
  readonly databaseUrl: string;
  readonly sandboxUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly main?: string;
}

/** Replicas of the gateway over one database, which can be killed and replaced. */
export class Fleet {
  private readonly slots: (GatewayProcess | null)[];
  private coming: Promise<void>[] = [];
  restarts = 0;

  private constructor(
    private readonly berth: Berth,
    size: number,
  ) {
    this.slots = Array.from({ length: size }, () => null);
  }

  static async start(berth: Berth, size: number): Promise<Fleet> {
    const fleet = new Fleet(berth, size);
    await Promise.all(fleet.slots.map((_, slot) => fleet.fill(slot)));
    return fleet;
  }

  /** Base URLs of all replicas that are up, as far as known. */
  get urls(): readonly string[] {
    return this.slots.flatMap((one) => (one ? [one.url] : []));
  }

  /** Base URL of a replica that is up, as far as known; null when none is. */
  pick(random: () => number): string | null {
    const up = this.urls;
    return up[Math.floor(random() * up.length)] ?? null;
  }

  /** How many exited without being killed. */
  get fallen(): number {
    return this.slots.filter((one) => one && (one.child.exitCode !== null || one.child.signalCode !== null)).length;
  }

  /** SIGKILL for one that is up, and starts another instead. False when none is up. */
  async kill(random: () => number): Promise<boolean> {
    const up = this.slots.flatMap((one, slot) => (one ? [slot] : []));
    const slot = up[Math.floor(random() * up.length)];
    if (slot === undefined) return false;
    const victim = this.slots[slot]!;
    this.slots[slot] = null;
    await victim.end('SIGKILL');
    this.coming.push(this.fill(slot));
    return true;
  }

  /** Resolves when all replicas are up. */
  async whole(): Promise<void> {
    await Promise.all(this.coming);
    this.coming = [];
  }

  async stop(): Promise<void> {
    await this.whole();
    await Promise.all(this.slots.map((one) => one?.end('SIGTERM')));
  }

  private async fill(slot: number): Promise<void> {
    const { databaseUrl, sandboxUrl, environment, main } = this.berth;
    this.slots[slot] = await startGatewayProcess(
      databaseUrl,
      sandboxUrl,
      environment,
      main === undefined ? {} : { main },
    );
    this.restarts++;
  }
}
