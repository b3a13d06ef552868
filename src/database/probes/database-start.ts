import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { causeOf } from '../../errors';
import { isAway, isSchemaBehind } from '../failure';
import { POOL } from '../pool';
import { PeriodicTask } from '../work/periodic-task';

const RETRY_MS = 500;

/** A replica of the next version may start before its migrations have run (docs/upgrades.md). */
const isWaitedFor = (error: unknown): boolean => isAway(error) || isSchemaBehind(error);

/** Work to do once with the database: the gateway starts while it is unavailable, but is not ready until it is done. */
@Injectable()
export class DatabaseStart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('DatabaseStart');
  private readonly left: (() => Promise<unknown>)[] = [];
  private readonly rounds = new PeriodicTask(
    () => this.tryAgain(),
    RETRY_MS,
    (error) => this.report(error),
  );
  private since = 0;

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  get isWaiting(): boolean {
    return this.left.length > 0;
  }

  /** Rejects when no connection may be used: with SessionRefused, or with the server's error about the login. */
  async onApplicationBootstrap(): Promise<void> {
    await this.run(() => this.pool.query('SELECT 1'));
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds.stop();
  }

  /** Resolves once the work is done, or deferred (database unavailable) and retried. Rejects for any other reason. */
  async run(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isWaitedFor(error)) throw error;
      if (this.left.push(work) > 1) return;
      this.since = performance.now();
      this.logger.warn({
        msg: 'the database or its schema is not there: the gateway starts and waits for it',
        cause: causeOf(error),
      });
      this.rounds.start();
    }
  }

  private async tryAgain(): Promise<void> {
    for (let work = this.left[0]; work; work = this.left[0]) {
      await work();
      this.left.shift();
    }
    this.logger.log({
      msg: 'the database is there',
      after_seconds: Math.round((performance.now() - this.since) / 1000),
    });
    void this.rounds.stop();
  }

  private report(error: unknown): void {
    if (!isWaitedFor(error)) this.logger.error({ msg: 'the gateway cannot become ready', cause: causeOf(error) });
  }
}
