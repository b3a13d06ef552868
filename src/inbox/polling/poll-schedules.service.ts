import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import type { Write } from '../../database/write';
import type { Cadence } from '../journey';
import { nextPollSeconds, reliableSeconds } from './poll-schedule';
import { type ScheduledJourney, PollSchedulesRepository } from './poll-schedules.repository';

/** Has journeys looked at in the background. It describes rows; commit them with what made the journey move. */
@Injectable()
export class PollSchedulesService {
  constructor(
    private readonly repository: PollSchedulesRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The journey began or moved, or somebody is at it now: from here on it is looked at in this pace. */
  set(subject: ScheduledJourney, pace: Cadence): Write<void> {
    return this.repository.set(subject, pace, nextPollSeconds(pace, 0, this.config.upkeep.pollIntervalSeconds));
  }

  /** Until when a state that was confirmed at `asOf`, and last changed at `since`, may be relied on; null: for ever. */
  staleAfter(pace: Cadence, since: Date, asOf: Date): Date | null {
    const seconds = reliableSeconds(
      pace,
      (asOf.getTime() - since.getTime()) / 1000,
      this.config.upkeep.pollIntervalSeconds,
    );
    return seconds === null ? null : new Date(asOf.getTime() + seconds * 1000);
  }
}
