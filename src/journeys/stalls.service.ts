import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditHistory } from '../audit/history/audit-history.service';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { PeriodicTask } from '../database/work/periodic-task';
import { together, type Write } from '../database/write';
import { causeOf } from '../errors';
import { EventsService } from '../events/events.service';
import type { JourneyFacts, JourneyName } from './journey-facts';
import { type FoundJourney, JourneyKinds, type OverdueVisit, stepsOf } from './journey-kinds';

/** Milliseconds between two checks for expired visits. */
const LOOK_MS = 5_000;
const MAX_AT_ONCE = 50;
const MAX_STEPS = 500;

/**
 * Notifies consumers, once for each visit, that a user did not come back before the vendor's link expired. Every
 * replica checks; one of them notifies.
 */
@Injectable()
export class StallsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StallsService.name);
  private readonly rounds = new PeriodicTask(() => this.unfailing(), LOOK_MS);

  constructor(
    private readonly kinds: JourneyKinds,
    private readonly history: AuditHistory,
    private readonly events: EventsService,
    private readonly committer: Committer,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Judges overdue visits until there are no more. */
  async round(): Promise<void> {
    for (const kind of this.kinds.all) {
      for (let found = MAX_AT_ONCE; found === MAX_AT_ONCE;) {
        const visits = await kind.overdue(MAX_AT_ONCE);
        for (const visit of visits) await this.judge(kind.journey, visit);
        found = visits.length;
      }
    }
  }

  /** A visit did not stall when a later one has replaced it, or when the journey no longer awaits the user. */
  private async judge(name: JourneyName, { journey, judged }: OverdueVisit): Promise<void> {
    const facts = await journey.facts(stepsOf(journey, await this.history.ofSubject(journey.subjectId, MAX_STEPS)));
    try {
      await this.committer.commit(isStalled(facts) ? together(judged, this.tell(name, journey, facts)) : judged);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }

  /**
   * The reason is a guess: a click on a durable link was made by a person; the vendors do not tell what became of a
   * one-time link.
   */
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

  private async unfailing(): Promise<void> {
    try {
      await this.round();
    } catch (error) {
      this.logger.warn({ msg: 'overdue visits could not be judged', cause: causeOf(error) });
    }
  }
}

/** The journey awaits the user, the subject is not erased, and the latest visit expired without a return. */
const isStalled = ({ erasedAt, stand, visit, now }: JourneyFacts): boolean =>
  erasedAt === null &&
  (stand?.turn === 'USER' || stand?.turn === 'REFUSED') &&
  visit !== null &&
  visit.returnedAt === null &&
  visit.expiresAt <= now;
