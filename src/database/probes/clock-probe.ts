import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { CLOCK_TOLERANCE_SECONDS, SharedClock } from '../../config/clock';
import { checkFirst, POOL } from '../pool';
import { PeriodicTask } from '../work/periodic-task';

/** Milliseconds between two measurements. */
const PAUSE_MS = 5_000;
/**
 * Milliseconds. Smaller differences are not corrected, so that the time of a machine with an accurate clock does not
 * jump; a longer round trip makes a measurement too inexact to use.
 */
const LET_BE_MS = 1_000;
const TOO_LONG_MS = 2_000;

/**
 * Compares this machine's clock with the database's, before the first connection is used and then periodically, and
 * corrects the time of the process, so that lifetimes and signatures are judged by one clock on every replica.
 */
@Injectable()
export class ClockProbe implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'clock';
  private behindMs = 0;
  private readonly rounds = new PeriodicTask(() => this.measure(this.pool).catch(() => undefined), PAUSE_MS);

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
