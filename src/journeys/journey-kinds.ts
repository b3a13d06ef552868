import { Injectable } from '@nestjs/common';
import type { AuditStep } from '../audit/audit-history.service';
import { Fault } from '../errors';
import type { Scope } from '../http/caller';
import type { JourneyFacts, JourneyName } from './journey-facts';

/** What was found under a reference. */
export interface FoundJourney {
  readonly journeyId: string;
  /** The vendor's id: customer_id, or consent handle; null while there is none. */
  readonly reference: string | null;
  /** Whose audit rows tell of it. */
  readonly subjectId: string;
  readonly requestedAt: Date;
  /** The vendor's word for how it stands, as last confirmed. */
  readonly status: string;
  readonly asOf: Date;
  /** Whether an audit row of the subject is about this journey. */
  isAbout(step: AuditStep): boolean;
  /** What the diagnosis looks at, from the rows of the journey and from `steps`. */
  facts(steps: readonly AuditStep[]): Promise<JourneyFacts>;
}

/** One of the journeys, as it lets itself be followed. */
export interface JourneyKind {
  readonly journey: JourneyName;
  /** What a consumer needs to see it. */
  readonly readScope: Scope;
  /** The operation that begins it, under whose Idempotency-Key it can be found before there is anything else. */
  readonly begins: string;
  /** The consumer's journeys by our id, the vendor's, or the consumer's own reference; newest first. */
  find(consumerId: string, reference: string): Promise<readonly FoundJourney[]>;
}

/** The journeys register here, so that this room knows neither. */
@Injectable()
export class JourneyKinds {
  private readonly kinds: JourneyKind[] = [];

  register(kind: JourneyKind): void {
    this.kinds.push(kind);
  }

  /** Throws Fault `scope-missing` when the scopes permit none. */
  permitted(scopes: readonly Scope[]): readonly JourneyKind[] {
    const permitted = this.kinds.filter(({ readScope }) => scopes.includes(readScope));
    if (permitted.length === 0) throw new Fault('scope-missing', { detail: `This operation needs one of the scopes ${this.kinds.map(({ readScope }) => readScope).join(', ')}.` });
    return permitted;
  }
}
