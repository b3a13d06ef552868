import { Injectable } from '@nestjs/common';
import type { AuditStep } from '../audit/history/audit-history.service';
import type { Write } from '../database/write';
import { Fault } from '../errors';
import type { Scope } from '../http/request/caller';
import type { Provenance } from '../http/provenance/provenance';
import type { JourneyVendor } from '../inbox/journey';
import type { JourneyFacts, JourneyName } from './journey-facts';

/** A journey that was found under a reference. */
export interface FoundJourney {
  readonly journeyId: string;
  /** The vendor's id: customer_id, or consent handle; null while there is none. */
  readonly reference: string | null;
  readonly consumerId: string;
  /** The subject whose audit rows record it. */
  readonly subjectId: string;
  readonly requestedAt: Date;
  /** The vendor's status, and its provenance. */
  readonly status: string;
  readonly claim: Provenance | null;
  /** Whether an audit row of the subject is about this journey. */
  isAbout(step: AuditStep): boolean;
  /** The facts for the diagnosis, from the rows of the journey and from `steps`. */
  facts(steps: readonly AuditStep[]): Promise<JourneyFacts>;
}

/** A visit at a vendor that expired without a return. */
export interface OverdueVisit {
  readonly journey: FoundJourney;
  /** Marks the visit as judged. Refused when it was judged before. */
  readonly judged: Write<void>;
}

/** A kind of journey, and how it is found and tracked. */
export interface JourneyKind {
  readonly journey: JourneyName;
  readonly vendor: JourneyVendor;
  /** The scope that a consumer needs to see it. */
  readonly readScope: Scope;
  /**
   * The operation that begins it; before anything else exists, the journey can be found under that operation's
   * Idempotency-Key.
   */
  readonly begins: string;
  /** The consumer's journeys by Portico's id, the vendor's, or the consumer's own reference; newest first. */
  find(consumerId: string, reference: string): Promise<readonly FoundJourney[]>;
  /** Visits that have not been judged yet, at most `most`. */
  overdue(most: number): Promise<readonly OverdueVisit[]>;
}

/**
 * The audit rows of this journey only, since a person may have several. The OUTCOME of a failed intent names only its
 * intent, so it is included by that.
 */
export function stepsOf({ isAbout }: FoundJourney, steps: readonly AuditStep[]): AuditStep[] {
  const own = new Set(steps.filter((step) => isAbout(step)).map(({ entryId }) => entryId));
  return steps.filter(({ entryId, intentId }) => own.has(entryId) || (intentId !== null && own.has(intentId)));
}

/** The journeys register here, so that this module depends on none of them. */
@Injectable()
export class JourneyKinds {
  private readonly kinds: JourneyKind[] = [];

  register(kind: JourneyKind): void {
    this.kinds.push(kind);
  }

  get all(): readonly JourneyKind[] {
    return this.kinds;
  }

  /** Throws Fault `scope-missing` when the scopes permit no kind. */
  permitted(scopes: readonly Scope[]): readonly JourneyKind[] {
    const permitted = this.kinds.filter(({ readScope }) => scopes.includes(readScope));
    if (permitted.length === 0)
      throw new Fault('scope-missing', {
        detail: `This operation needs one of the scopes ${this.kinds.map(({ readScope }) => readScope).join(', ')}.`,
      });
    return permitted;
  }
}
