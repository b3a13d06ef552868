import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, AuditService } from '../../audit/audit.service';
import { CLOCK, type Clock } from '../../config/clock';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { PeriodicTask } from '../../database/work/periodic-task';
import { together } from '../../database/write';
import { causeOf } from '../../errors';
import { statusData } from '../../events/event-payload';
import { EventsService } from '../../events/events.service';
import type { ConsentWithHandle } from '../consent.entity';
import { ConsentListRepository, type Neighbours } from '../status/consent-list.repository';
import { RenewalsRepository } from './renewals.repository';

/** Days before the end of a consent at which its consumer is told, in order; each is told once. */
const DAYS_BEFORE = [14, 3, 1] as const;
const DAY_MS = 86_400_000;
/** Milliseconds between two checks. */
const ROUND_MS = 5_000;
const MAX_AT_ONCE = 100;

/**
 * Tells consumers that an active consent ends soon, from what FinPro confirmed. After a pause over several of the days
 * only the nearest one is told. Of several replicas one tells.
 */
@Injectable()
export class ExpiringService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ExpiringService.name);
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    ROUND_MS,
    (error) => this.logger.warn({ msg: 'consumers could not be told of consents that end', cause: causeOf(error) }),
  );

  constructor(
    private readonly renewals: RenewalsRepository,
    private readonly pages: ConsentListRepository,
    private readonly events: EventsService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Tells of all consents that are due, a batch after the other: what is told of a batch is one statement. */
  async round(): Promise<void> {
    for (let found = MAX_AT_ONCE; found >= MAX_AT_ONCE;) {
      const now = this.clock.now();
      const consents = await this.renewals.findExpiring(rangesAt(now), now, MAX_AT_ONCE);
      const neighboursOf = await this.pages.neighboursOf(consents.map(({ journeyId }) => journeyId));
      const actor = { requestId: uuidv7(), clientId: null, actor: 'portico' } as const;
      await Promise.all(consents.map((consent) => this.tell(actor, consent, neighboursOf(consent.journeyId), now)));
      found = consents.length;
    }
  }

  /** Refused when another replica was faster, or the consent has changed: the next round judges it again. */
  private async tell(
    actor: Actor,
    consent: ConsentWithHandle,
    { renews, renewedBy }: Neighbours,
    now: Date,
  ): Promise<void> {
    const { consumerId, journeyId, subjectId, consentHandle, consentId } = consent;
    const days = nearest(consent.expiresAt!, now);
    const facts = { expires_at: consent.expiresAt!.toISOString(), within_days: days, renews, renewed_by: renewedBy };
    const detail = { journey_id: journeyId, consent_handle: consentHandle, ...facts };
    const data = { consent_handle: consentHandle, consent_id: consentId, ...statusData(consent, facts) };
    try {
      await this.committer.commit(
        together(
          this.renewals.tell(consent, days, daysAfter(now, days)),
          this.events.record({ consumerId, type: 'consent.expiring', journeyId, data }),
          this.audit.event(actor, { action: 'consent.expiring', subject: subjectId, detail }, 'SUCCEEDED'),
        ),
      );
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }
}

const daysAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

/** A consent of which nothing was told is due 14 days before its end, and then at the next of the days. */
const rangesAt = (now: Date): { told: number; until: Date }[] =>
  DAYS_BEFORE.map((days, index) => ({ told: DAYS_BEFORE[index - 1] ?? 0, until: daysAfter(now, days) }));

/** The smallest of the days within which it ends. */
const nearest = (expiresAt: Date, now: Date): number =>
  DAYS_BEFORE.findLast((days) => expiresAt <= daysAfter(now, days))!;
