import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { DueWork } from '../../database/work/due-work';
import { nothing, together, type Write } from '../../database/write';
import { causeOf, Fault } from '../../errors';
import type { Refreshed } from '../journey';
import { JourneysService } from '../journeys.service';
import { nextLookSeconds, retryLookSeconds } from './poll-schedule';
import { type DueWatch, WatchesRepository } from './watches.repository';

/** Journeys at once on one replica; the pause between two looks at what is due is a part of the shortest interval. */
const MOST = 8;
const LONGEST_PAUSE_MS = 1_000;

/** The safety net: looks at each journey that may still move, by its schedule, and counts what no webhook had told. */
@Injectable()
export class Poller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Poller.name);
  private readonly work: DueWork<DueWatch>;
  private readonly shortest: number;

  constructor(
    private readonly watches: WatchesRepository,
    private readonly journeys: JourneysService,
    private readonly committer: Committer,
    @Inject(CONFIG) config: Config,
  ) {
    this.shortest = config.upkeep.pollIntervalSeconds;
    const leaseSeconds = (4 * config.vendorDeadlineMs) / 1000 + 10;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, this.shortest * 250);
    this.work = new DueWork(
      {
        take: (most) => this.watches.take(most, leaseSeconds, this.journeys.vendors),
        work: (watch) => this.look(watch),
        report: (error) => this.report(error),
      },
      { most: MOST, pauseMs },
    );
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  private async look(watch: DueWatch): Promise<void> {
    try {
      await this.journeys.refresh(watch, 'POLL', [], (refreshed) =>
        together(this.settle(watch, refreshed), this.pause(watch, refreshed.pauseSeconds)),
      );
    } catch (error) {
      await this.postpone(watch, error);
    }
  }

  /** A change has set the watch anew already. */
  private settle(watch: DueWatch, { change, pace }: Refreshed): Write<unknown> {
    if (change) return this.watches.repaired(watch, change);
    return this.watches.next(watch, pace, nextLookSeconds(pace, watch.age, this.shortest), 0);
  }

  private async postpone(watch: DueWatch, error: unknown): Promise<void> {
    this.report(error);
    const failures = watch.failures + 1;
    const asked = error instanceof Fault && error.faultName === 'vendor-busy' ? error.retryAfterSeconds : undefined;
    const isOver = nextLookSeconds(watch.pace, watch.age, this.shortest) === null;
    const seconds = isOver ? null : Math.max(asked ?? 0, retryLookSeconds(failures, this.shortest));
    await this.committer.commit(
      together(this.watches.next(watch, watch.pace, seconds, failures), this.pause(watch, asked)),
    );
  }

  private pause({ vendor }: DueWatch, seconds: number | undefined): Write<unknown> {
    return seconds ? this.watches.pauseVendor(vendor, seconds) : nothing(undefined);
  }

  /** Without messages of other people's code: they may carry values. */
  private report(error: unknown): void {
    this.logger.warn({ msg: 'a journey could not be looked at', cause: causeOf(error) });
  }
}
