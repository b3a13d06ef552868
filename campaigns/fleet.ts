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
  private readonly places: (GatewayProcess | null)[];
  private coming: Promise<void>[] = [];
  restarts = 0;

  private constructor(
    private readonly berth: Berth,
    size: number,
  ) {
    this.places = Array.from({ length: size }, () => null);
  }

  static async start(berth: Berth, size: number): Promise<Fleet> {
    const fleet = new Fleet(berth, size);
    await Promise.all(fleet.places.map((_, place) => fleet.fill(place)));
    return fleet;
  }

  /** Base URLs of all replicas that are up, as far as known. */
  get urls(): readonly string[] {
    return this.places.flatMap((one) => (one ? [one.url] : []));
  }

  /** Base URL of a replica that is up, as far as known; null when none is. */
  pick(random: () => number): string | null {
    const up = this.urls;
    return up[Math.floor(random() * up.length)] ?? null;
  }

  /** How many exited without being killed. */
  get fallen(): number {
    return this.places.filter((one) => one && (one.child.exitCode !== null || one.child.signalCode !== null)).length;
  }

  /** SIGKILL for one that is up, and starts another instead. False when none is up. */
  async kill(random: () => number): Promise<boolean> {
    const up = this.places.flatMap((one, place) => (one ? [place] : []));
    const place = up[Math.floor(random() * up.length)];
    if (place === undefined) return false;
    const victim = this.places[place]!;
    this.places[place] = null;
    await victim.end('SIGKILL');
    this.coming.push(this.fill(place));
    return true;
  }

  /** Resolves when all replicas are up. */
  async whole(): Promise<void> {
    await Promise.all(this.coming);
    this.coming = [];
  }

  async stop(): Promise<void> {
    await this.whole();
    await Promise.all(this.places.map((one) => one?.end('SIGTERM')));
  }

  private async fill(place: number): Promise<void> {
    const { databaseUrl, sandboxUrl, environment, main } = this.berth;
    this.places[place] = await startGatewayProcess(
      databaseUrl,
      sandboxUrl,
      environment,
      main === undefined ? {} : { main },
    );
    this.restarts++;
  }
}
