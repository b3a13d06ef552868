import { Inject, Injectable } from '@nestjs/common';
import { AuditHistory, type AuditStep } from '../audit/history/audit-history';
import { CLOCK, type Clock } from '../config/clock';
import { Fault } from '../errors';
import type { Caller } from '../http/request/caller';
import type { Provenance } from '../http/provenance/provenance';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { WebhookHistory } from '../inbox/webhooks/webhook-history';
import { faultOf } from '../journey-registry/audit-steps';
import type { FoundJourney, Journey, Renewal } from '../journey-registry/journey';
import type { JourneyName, RequestFacts } from '../journey-registry/journey-facts';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { diagnose, type Diagnosis } from './diagnosis';
import { FactsService } from './facts.service';
import { type TimelineEntry, timelineOf } from './timeline';

const MAX_WEBHOOKS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A journey, where it waits, and how it got there. */
export interface TrackedJourney {
  readonly journey: JourneyName;
  readonly journeyId: string | null;
  readonly reference: string | null;
  readonly status: string | null;
  readonly provenance: Provenance | null;
  readonly diagnosis: Diagnosis;
  readonly timeline: readonly TimelineEntry[];
  /** Whose move it is at a vendor's status. */
  readonly awaitingAt: Journey['awaiting'];
  /** Null: journeys of this kind are not renewed. */
  readonly renewal: Renewal | null;
  /** Older journeys with the same reference. */
  readonly others: readonly Pick<FoundJourney, 'journeyId' | 'reference' | 'requestedAt'>[];
}

/** Finds where a user is stuck. Uses only what is known: no vendor is asked. */
@Injectable()
export class JourneyTrackingService {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly facts: FactsService,
    private readonly history: AuditHistory,
    private readonly idempotency: IdempotencyService,
    private readonly webhooks: WebhookHistory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The newest of the caller's journeys with this reference. Throws Fault `scope-missing` or `not-found`. */
  async track(caller: Caller, reference: string): Promise<TrackedJourney> {
    const journeys = this.journeys.permitted(caller.scopes, 'read');
    const [newest, ...others] = await this.journeys.find(caller.consumerId, reference, journeys);
    if (newest)
      return this.describe(
        newest.journey,
        newest.found,
        others.map(({ found }) => found),
      );
    const unborn = await this.findUnborn(caller, journeys, reference);
    if (!unborn) throw unknown();
    return unborn;
  }

  /** A journey that was found; `others` have the same reference. */
  async describe(
    { name, vendor, awaiting }: Journey,
    found: FoundJourney,
    others: readonly FoundJourney[] = [],
  ): Promise<TrackedJourney> {
    const { steps, facts } = await this.facts.of(name, found);
    const { journeyId, reference, vendorAccount, status, provenance } = found;
    const [webhooks, renewal] = await Promise.all([
      reference === null ? [] : this.webhooks.of({ vendor, vendorAccount, reference }, MAX_WEBHOOKS),
      found.renewal(),
    ]);
    return {
      journey: name,
      journeyId,
      reference,
      status,
      provenance,
      diagnosis: diagnose(facts),
      timeline: timelineOf(steps, webhooks),
      awaitingAt: awaiting,
      renewal,
      others,
    };
  }

  /** A journey that consists only of a request under an Idempotency-Key. */
  private async findUnborn(
    caller: Caller,
    journeys: readonly Journey[],
    reference: string,
  ): Promise<TrackedJourney | null> {
    if (!UUID.test(reference)) return null;
    for (const { name, begins, awaiting } of journeys) {
      const intentId = await this.idempotency.findAttempt({
        consumerId: caller.consumerId,
        operation: begins,
        key: reference.toLowerCase(),
      });
      const intent = intentId === null ? null : await this.history.find(intentId);
      if (!intent) continue;
      const steps = (await this.history.ofSubject(intent.subject)).filter(
        ({ entryId, intentId: ends }) => entryId === intent.entryId || ends === intent.entryId,
      );
      const facts = {
        journey: name,
        now: this.clock.now(),
        erasedAt: null,
        request: requestOf(intent, steps.at(-1)!),
        stand: null,
        link: null,
        visit: null,
        failedLink: null,
      };
      return {
        journey: name,
        journeyId: null,
        reference: null,
        status: null,
        provenance: null,
        diagnosis: diagnose(facts),
        timeline: timelineOf(steps),
        awaitingAt: awaiting,
        renewal: null,
        others: [],
      };
    }
    return null;
  }
}

/** `last`: the OUTCOME of the intent, or the intent itself while there is none. */
function requestOf(intent: AuditStep, last: AuditStep): RequestFacts {
  return {
    outcome: last.result ?? 'OPEN',
    fault: faultOf(last),
    at: last === intent ? intent.occurredAt : last.occurredAt,
  };
}

const unknown = (): Fault => new Fault('not-found', { detail: 'No journey of yours has this id or reference.' });
