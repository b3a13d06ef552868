import { Injectable } from '@nestjs/common';
import type { AuditStep } from '../audit/history/audit-history.service';
import type { Write } from '../database/write';
import { Fault } from '../errors';
import type { Scope } from '../http/request/caller';
import type { Provenance } from '../http/provenance/provenance';
import type { JourneyVendor } from '../inbox/journey';
import type { JourneyFacts, JourneyName } from './journey-facts';

/** What was found under a reference. */
export interface FoundJourney {
  readonly journeyId: string;
  /** The vendor's id: customer_id, or consent handle; null while there is none. */
  readonly reference: string | null;
  readonly consumerId: string;
  /** Whose audit rows tell of it. */
  readonly subjectId: string;
  readonly requestedAt: Date;
  /** The vendor's word for how it stands, and on whose word. */
  readonly status: string;
  readonly claim: Provenance | null;
  /** Whether an audit row of the subject is about this journey. */
  isAbout(step: AuditStep): boolean;
  /** What the diagnosis looks at, from the rows of the journey and from `steps`. */
  facts(steps: readonly AuditStep[]): Promise<JourneyFacts>;
}

/** A visit at a vendor whose time is over, without a return. */
export interface OverdueVisit {
  readonly journey: FoundJourney;
  /** Refused when it was judged before. */
  readonly judged: Write<void>;
}

/** One of the journeys, as it lets itself be followed. */
export interface JourneyKind {
  readonly journey: JourneyName;
  readonly vendor: JourneyVendor;
  /** What a consumer needs to see it. */
  readonly readScope: Scope;
  /** The operation that begins it, under whose Idempotency-Key it can be found before there is anything else. */
  readonly begins: string;
  /** The consumer's journeys by our id, the vendor's, or the consumer's own reference; newest first. */
  find(consumerId: string, reference: string): Promise<readonly FoundJourney[]>;
  /** Visits that nobody judged yet, at most so many. */
  overdue(most: number): Promise<readonly OverdueVisit[]>;
}

/** A person may have several journeys. The end of an intent that failed says no more than which intent it ends. */
export function stepsOf({ isAbout }: FoundJourney, steps: readonly AuditStep[]): AuditStep[] {
  const own = new Set(steps.filter((step) => isAbout(step)).map(({ entryId }) => entryId));
  return steps.filter(({ entryId, intentId }) => own.has(entryId) || (intentId !== null && own.has(intentId)));
}

/** The journeys register here, so that this room knows neither. */
@Injectable()
export class JourneyKinds {
  private readonly kinds: JourneyKind[] = [];

  register(kind: JourneyKind): void {
    this.kinds.push(kind);
  }

  get all(): readonly JourneyKind[] {
    return this.kinds;
  }

  /** Throws Fault `scope-missing` when the scopes permit none. */
  permitted(scopes: readonly Scope[]): readonly JourneyKind[] {
    const permitted = this.kinds.filter(({ readScope }) => scopes.includes(readScope));
    if (permitted.length === 0)
      throw new Fault('scope-missing', {
        detail: `This operation needs one of the scopes ${this.kinds.map(({ readScope }) => readScope).join(', ')}.`,
      });
    return permitted;
  }
}
