import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { CLOCK_TOLERANCE_SECONDS, SharedClock } from '../../config/clock';
import { checkFirst, POOL } from '../pool';
import { PeriodicTask } from '../work/periodic-task';

const PAUSE_MS = 5_000;
/** Milliseconds: smaller differences are left, so that the time does not jump; longer round trips are too inexact. */
const LET_BE_MS = 1_000;
const TOO_LONG_MS = 2_000;

/** Corrects the process's time by the database's clock, so that every replica judges lifetimes and signatures alike. */
@Injectable()
export class ClockProbe implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'clock';
  private behindMs = 0;
  private readonly rounds = new PeriodicTask(
    () => this.measure(this.pool),
    PAUSE_MS,
    () => undefined,
  );

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly clock: SharedClock,
  ) {
    checkFirst(pool, async (client) => this.measure(client).then(() => true));
  }

  /** How far this machine is behind the database; negative when it is ahead. */
  get behindSeconds(): number {
    return this.behindMs / 1000;
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Resolves to a description of the problem when this machine's clock is off. */
  readonly check = async (): Promise<string | undefined> => {
    const seconds = Math.round(Math.abs(this.behindSeconds));
    return seconds > CLOCK_TOLERANCE_SECONDS
      ? `the clock of this machine is ${seconds} s ${this.behindMs > 0 ? 'behind' : 'ahead of'} the database's`
      : undefined;
  };

  private async measure(connection: Pick<Client | Pool, 'query'>): Promise<void> {
    const [begun, asked] = [performance.now(), Date.now()];
    const { rows } = await (connection as Pool).query<{ now: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    const tookMs = performance.now() - begun;
    if (tookMs > TOO_LONG_MS) return;
    this.behindMs = rows[0]!.now - (asked + tookMs / 2);
    this.clock.correct(Math.abs(this.behindMs) > LET_BE_MS ? this.behindMs : 0);
  }
}
