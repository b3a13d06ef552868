import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { accountDetail } from '../../config/vendor';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { LeasedWorker } from '../../database/work/leased-worker';
import { nothing, together, type Write } from '../../database/write';
import { causeOf, Fault } from '../../errors';
import type { Refreshed } from '../../journey-registry/refreshed';
import { VendorPausesService } from '../../vendors/pauses/vendor-pauses.service';
import { RefreshService } from '../refresh.service';
import { nextPollSeconds, retryPollSeconds } from './poll-schedule';
import { type DuePoll, PollSchedulesRepository } from './poll-schedules.repository';

/** Journeys polled at once; milliseconds between two checks at most: otherwise a part of the shortest interval. */
const MAX_AT_ONCE = 8;
const MAX_PAUSE_MS = 1_000;

/** Polls each journey whose status may still change, by its schedule, and counts changes that no webhook told of. */
@Injectable()
export class Poller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Poller.name);
  private readonly work: LeasedWorker<DuePoll>;
  private readonly shortest: number;

  constructor(
    private readonly polls: PollSchedulesRepository,
    private readonly refreshes: RefreshService,
    private readonly pauses: VendorPausesService,
    private readonly committer: Committer,
    @Inject(CONFIG) config: Config,
  ) {
    this.shortest = config.upkeep.pollIntervalSeconds;
    const leaseSeconds = (4 * config.vendorDeadlineMs) / 1000 + 10;
    const pauseMs = Math.min(MAX_PAUSE_MS, this.shortest * 250);
    this.work = new LeasedWorker(
      {
        take: (most) => this.polls.take(most, leaseSeconds, this.refreshes.vendors),
        work: (poll) => this.poll(poll),
        report: (error) => this.report(error),
      },
      { most: MAX_AT_ONCE, pauseMs },
    );
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  private async poll(poll: DuePoll): Promise<void> {
    try {
      await this.refreshes.refresh(poll, 'POLL', [], (refreshed) =>
        together(this.settle(poll, refreshed), this.pause(poll, refreshed.pauseSeconds)),
      );
    } catch (error) {
      await this.postpone(poll, error);
    }
  }

  /** After a change, the poll schedule has already been restarted. */
  private settle(poll: DuePoll, { change, cadence }: Refreshed): Write<unknown> {
    if (change) return this.polls.missed(poll, change);
    return this.polls.next(poll, cadence, nextPollSeconds(cadence, poll.age, this.shortest), 0);
  }

  private async postpone(poll: DuePoll, error: unknown): Promise<void> {
    this.report(error, poll);
    const failures = poll.failures + 1;
    const asked = error instanceof Fault && error.faultName === 'vendor-busy' ? error.retryAfterSeconds : undefined;
    const isOver = nextPollSeconds(poll.cadence, poll.age, this.shortest) === null;
    const seconds = isOver ? null : Math.max(asked ?? 0, retryPollSeconds(failures, this.shortest));
    await this.committer.commit(
      together(this.polls.next(poll, poll.cadence, seconds, failures), this.pause(poll, asked)),
    );
  }

  private pause(poll: DuePoll, seconds: number | undefined): Write<unknown> {
    return seconds ? this.pauses.pause(poll.vendor, poll.vendorAccount, seconds) : nothing(undefined);
  }

  /** Without the messages of errors from third-party code: they may contain values. */
  private report(error: unknown, poll?: DuePoll): void {
    const of = poll && { vendor: poll.vendor, ...accountDetail(poll.vendorAccount) };
    this.logger.warn({ msg: 'a journey could not be polled', ...of, cause: causeOf(error) });
  }
}
