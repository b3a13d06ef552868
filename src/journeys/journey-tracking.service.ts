import { Inject, Injectable } from '@nestjs/common';
import { AuditHistory, type AuditStep } from '../audit/history/audit-history.service';
import { CLOCK, type Clock } from '../config/clock';
import { Fault } from '../errors';
import type { Caller } from '../http/request/caller';
import type { Provenance } from '../http/provenance/provenance';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { WebhookHistory } from '../inbox/webhooks/webhook-history.service';
import { diagnose, type Diagnosis } from './diagnosis';
import type { JourneyName, RequestFacts } from './journey-facts';
import { type FoundJourney, type JourneyKind, JourneyKinds, stepsOf } from './journey-kinds';
import { type TimelineEntry, timelineOf } from './timeline';

/** Audit rows of one subject that are read. */
const MAX_STEPS = 500;
const MAX_WEBHOOKS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Ids of vendors, of Portico, and of consumers. */
const REFERENCE = /^[A-Za-z0-9_.-]{1,64}$/;

/** A journey, where it waits, and how it got there. */
export interface TrackedJourney {
  readonly journey: JourneyName;
  readonly journeyId: string | null;
  readonly reference: string | null;
  readonly status: string | null;
  readonly claim: Provenance | null;
  readonly diagnosis: Diagnosis;
  readonly timeline: readonly TimelineEntry[];
  /** Older journeys with the same reference. */
  readonly others: readonly Pick<FoundJourney, 'journeyId' | 'reference' | 'requestedAt'>[];
}

/** Finds where a user is stuck. Uses only what is known: no vendor is asked. */
@Injectable()
export class JourneyTrackingService {
  constructor(
    private readonly kinds: JourneyKinds,
    private readonly history: AuditHistory,
    private readonly idempotency: IdempotencyService,
    private readonly webhooks: WebhookHistory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The newest of the caller's journeys with this reference. Throws Fault `scope-missing` or `not-found`. */
  async track(caller: Caller, reference: string): Promise<TrackedJourney> {
    const kinds = this.kinds.permitted(caller.scopes);
    if (!REFERENCE.test(reference)) throw unknown();
    const found = (
      await Promise.all(
        kinds.map(async (kind) =>
          (await kind.find(caller.consumerId, reference)).map((journey) => ({ kind, journey })),
        ),
      )
    ).flat();
    const [newest, ...others] = found.toSorted(
      (a, b) => b.journey.requestedAt.getTime() - a.journey.requestedAt.getTime(),
    );
    if (newest)
      return this.tracked(
        newest.kind,
        newest.journey,
        others.map(({ journey }) => journey),
      );
    const unborn = await this.findUnborn(caller, kinds, reference);
    if (!unborn) throw unknown();
    return unborn;
  }

  private async tracked(
    { journey, vendor }: JourneyKind,
    found: FoundJourney,
    others: readonly FoundJourney[],
  ): Promise<TrackedJourney> {
    const steps = stepsOf(found, await this.history.ofSubject(found.subjectId, MAX_STEPS));
    const { journeyId, reference, status, claim } = found;
    const webhooks = reference === null ? [] : await this.webhooks.of(vendor, reference, MAX_WEBHOOKS);
    return {
      journey,
      journeyId,
      reference,
      status,
      claim,
      diagnosis: diagnose(await found.facts(steps)),
      timeline: timelineOf(steps, webhooks),
      others,
    };
  }

  /** A journey that consists only of a request under an Idempotency-Key. */
  private async findUnborn(
    caller: Caller,
    kinds: readonly JourneyKind[],
    reference: string,
  ): Promise<TrackedJourney | null> {
    if (!UUID.test(reference)) return null;
    for (const kind of kinds) {
      const intentId = await this.idempotency.findAttempt({
        consumerId: caller.consumerId,
        operation: kind.begins,
        key: reference.toLowerCase(),
      });
      const intent = intentId === null ? null : await this.history.find(intentId);
      if (!intent) continue;
      const steps = (await this.history.ofSubject(intent.subject, MAX_STEPS)).filter(
        ({ entryId, intentId: ends }) => entryId === intent.entryId || ends === intent.entryId,
      );
      const facts = {
        journey: kind.journey,
        now: this.clock.now(),
        erasedAt: null,
        request: requestOf(intent, steps.at(-1)!),
        stand: null,
        link: null,
        visit: null,
        failedLink: null,
      };
      return {
        journey: kind.journey,
        journeyId: null,
        reference: null,
        status: null,
        claim: null,
        diagnosis: diagnose(facts),
        timeline: timelineOf(steps),
        others: [],
      };
    }
    return null;
  }
}

/** `last`: the OUTCOME of the intent, or the intent itself while there is none. */
function requestOf(intent: AuditStep, last: AuditStep): RequestFacts {
  const { fault } = last.detail;
  return {
    outcome: last.result ?? 'OPEN',
    fault: typeof fault === 'string' ? fault : null,
    at: last === intent ? intent.occurredAt : last.occurredAt,
  };
}

const unknown = (): Fault => new Fault('not-found', { detail: 'No journey of yours has this id or reference.' });
