import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { PeriodicTask } from '../database/work/periodic-task';
import { together, type Write } from '../database/write';
import { causeOf } from '../errors';
import { EventsService } from '../events/events.service';
import type { JourneyFacts, JourneyName } from '../journey-registry/journey-facts';
import type { FoundJourney, OverdueVisit } from '../journey-registry/journey';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { FactsService } from './facts.service';

/** Milliseconds between two checks for expired visits. */
const ROUND_MS = 5_000;
const MAX_AT_ONCE = 50;

/** Notifies consumers, once per visit, that a user did not come back before the link expired. One replica does it. */
@Injectable()
export class StallsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StallsService.name);
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    ROUND_MS,
    (error) => this.logger.warn({ msg: 'overdue visits could not be judged', cause: causeOf(error) }),
  );

  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly facts: FactsService,
    private readonly events: EventsService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Judges overdue visits until there are no more. */
  async round(): Promise<void> {
    for (const journey of this.journeys.all) {
      for (let found = MAX_AT_ONCE; found === MAX_AT_ONCE;) {
        const visits = await journey.overdue(this.clock.now(), MAX_AT_ONCE);
        for (const visit of visits) await this.judge(journey.name, visit);
        found = visits.length;
      }
    }
  }

  /** A visit did not stall when a later one has replaced it, or when the journey no longer awaits the user. */
  private async judge(name: JourneyName, { journey, judged }: OverdueVisit): Promise<void> {
    const { facts } = await this.facts.of(name, journey);
    try {
      await this.committer.commit(isStalled(facts) ? together(judged, this.tell(name, journey, facts)) : judged);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }

  /** The reason is a guess: a person clicked a durable link; the vendors do not tell what became of a one-time link. */
  private tell(
    name: JourneyName,
    { consumerId, journeyId, reference }: FoundJourney,
    { visit }: JourneyFacts,
  ): Write<void> {
    const reason = visit!.wasClicked ? 'LEFT_AT_VENDOR' : 'NOT_OPENED_OR_LEFT';
    return this.events.record({
      consumerId,
      type: 'journey.stalled',
      journeyId,
      data: { journey: name, reference, since: visit!.expiresAt.toISOString(), reason },
    });
  }
}

/** The journey awaits the user, the subject is not erased, and the latest visit expired without a return. */
const isStalled = ({ erasedAt, stand, visit, now }: JourneyFacts): boolean =>
  erasedAt === null &&
  (stand?.awaiting === 'USER' || stand?.awaiting === 'REFUSED') &&
  visit !== null &&
  visit.returnedAt === null &&
  visit.expiresAt <= now;
