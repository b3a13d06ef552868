import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import type { Write } from '../../database/write';
import type { Cadence } from '../../journey-registry/refreshed';
import { nextPollSeconds, reliableSeconds } from './poll-schedule';
import { type ScheduledJourney, PollSchedulesRepository } from './poll-schedules.repository';

/** Schedules polls of journeys. It returns writes; commit them with what changed the journey's status. */
@Injectable()
export class PollSchedulesService {
  constructor(
    private readonly repository: PollSchedulesRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The journey began, its status changed, or the user is working on it: it is polled at this cadence from now on. */
  set(subject: ScheduledJourney, cadence: Cadence): Write<void> {
    return this.repository.set(subject, cadence, nextPollSeconds(cadence, 0, this.config.upkeep.pollIntervalSeconds));
  }

  /** Until when a state that was confirmed at `asOf`, and last changed at `since`, may be relied on; null: for ever. */
  staleAfter(cadence: Cadence, since: Date, asOf: Date): Date | null {
    const seconds = reliableSeconds(
      cadence,
      (asOf.getTime() - since.getTime()) / 1000,
      this.config.upkeep.pollIntervalSeconds,
    );
    return seconds === null ? null : new Date(asOf.getTime() + seconds * 1000);
  }
}
