import { createDatabase, type DatabaseServer, dropDatabase } from './database-copy';
import { LogLines } from './log-lines';
import type { Pair, PairPorts } from './pair';

/** What a suite is told of its pair. */
export interface StartedPair {
  readonly url: string;
  readonly sandboxUrl: string;
  /** The superuser's, of the pair's own database. */
  readonly databaseUrl: string;
}

/** The kit's server side of one suite: a pair of its own, and what the suite may do with it. */
export class Suite {
  private pair: Pair | null = null;
  private variables: Readonly<Record<string, string>> = {};
  private offsetSeconds = 0;
  private databases = 0;
  private readonly log = new LogLines();

  constructor(
    private readonly server: DatabaseServer,
    private readonly number: number,
  ) {}

  /** `environment`: variables of the gateway that differ from the kit's. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<StartedPair> {
    this.variables = environment;
    return this.renew({ gateway: 0, sandbox: 0 });
  }

  /** Both sides as at the start, at the same addresses. */
  async reset(): Promise<StartedPair> {
    const ports = this.pair?.ports ?? { gateway: 0, sandbox: 0 };
    await this.end();
    return this.renew(ports);
  }

  /** Moves the clock of both sides on. Returns how many seconds it is ahead of real time. */
  async advance(seconds: number): Promise<number> {
    await this.pair!.moveClockTo(this.offsetSeconds + seconds);
    this.offsetSeconds += seconds;
    return this.offsetSeconds;
  }

  /** What gateway and sandbox logged, as JSON lines. */
  async logged(): Promise<string> {
    return String(this.log);
  }

  async end(): Promise<void> {
    const { pair } = this;
    this.pair = null;
    this.offsetSeconds = 0;
    if (!pair) return;
    await pair.close();
    await dropDatabase(this.server, pair.database.name);
  }

  private async renew(ports: PairPorts): Promise<StartedPair> {
    const [{ Pair: Started }, database] = await Promise.all([
      import('./pair.js'),
      createDatabase(this.server, `suite_${this.number}_${(this.databases += 1)}`),
    ]);
    const pair = await Started.start(database, ports, this.variables, this.log);
    this.pair = pair;
    return {
      url: `http://localhost:${pair.ports.gateway}`,
      sandboxUrl: `http://localhost:${pair.ports.sandbox}`,
      databaseUrl: database.url,
    };
  }
}
