import type { Action } from '../audit/actions';
import type { Actor } from '../audit/audit.service';
import type { AuditStep } from '../audit/history/audit-history';
import type { Vendor } from '../config/vendor';
import type { Write } from '../database/write';
import type { Scope } from '../http/request/caller';
import type { Provenance } from '../http/provenance/provenance';
import type { Inquiry } from './inquiry';
import type { Awaiting, JourneyName, KnownFacts } from './journey-facts';
import type { JourneyLinks } from './journey-links';
import type { Cadence, Refreshed } from './refreshed';

/** Of a journey that is renewed by another one: the vendor's ids of both neighbours; null: none. */
export interface Renewal {
  readonly renews: string | null;
  readonly renewedBy: string | null;
}

/** A journey that was found under a reference. */
export interface FoundJourney {
  readonly journeyId: string;
  /** The vendor's id: customer_id, or consent handle; null while there is none. */
  readonly reference: string | null;
  /** Its account at the vendor. */
  readonly vendorAccount: string;
  readonly consumerId: string;
  /** The subject whose audit rows record it. */
  readonly subjectId: string;
  readonly requestedAt: Date;
  /** The vendor's status, and its provenance. */
  readonly status: string;
  readonly provenance: Provenance | null;
  /** Until when what was approved is valid, as the vendor says; null: not approved, ended, or without an end. */
  readonly validUntil: Date | null;
  /** Whether an audit row of the subject is about this journey. */
  isAbout(step: AuditStep): boolean;
  /** The facts for the diagnosis, from the rows of the journey and from `steps`. */
  facts(steps: readonly AuditStep[]): Promise<KnownFacts>;
  /** Null: journeys of this kind are not renewed. */
  renewal(): Promise<Renewal | null>;
}

/** A range of journey ids, which are in the order in which the journeys began. */
export interface JourneyRange {
  readonly from: string;
  readonly before: string;
  readonly most: number;
}

/** A visit at a vendor that expired without a return. */
export interface OverdueVisit {
  readonly journey: FoundJourney;
  /** Marks the visit as judged. Refused when it was judged before. */
  readonly judged: Write<void>;
}

/** All that other modules ask of one kind of journey. */
export interface Journey {
  readonly name: JourneyName;
  /** The vendor whose webhooks are about the journey, and which is asked about it. */
  readonly vendor: Vendor;
  /** The scopes that a consumer needs to see the journey and its durable links, and to revoke these links. */
  readonly scopes: { readonly read: Scope; readonly write: Scope };
  /** The operation that begins it; before anything else exists, the journey is found under its Idempotency-Key. */
  readonly begins: string;
  /** Its durable links. */
  readonly link: JourneyLinks;
  /** How the vendor is asked what became of an effect, by action: one for each action of the journey's effects. */
  readonly inquiries: Readonly<Partial<Record<Action, Inquiry>>>;
  /** For a webhook or poll: reads the vendor's status. `cadence`: the one so far. Throws the Fault that prevents it. */
  refresh(journeyId: string, confirmedBy: 'WEBHOOK' | 'POLL', actor: Actor, cadence: Cadence): Promise<Refreshed>;
  /** The consumer's journeys by Portico's id, the vendor's, or the consumer's own reference; newest first. */
  find(consumerId: string, reference: string): Promise<readonly FoundJourney[]>;
  /** The journey of any consumer by Portico's id or the vendor's: for operators. */
  findAnywhere(reference: string): Promise<readonly FoundJourney[]>;
  /** The journeys of any consumer with one of these ids, Portico's or (of consents) the vendor's; and of subjects. */
  findAll(ids: readonly string[], subjects: readonly string[]): Promise<readonly FoundJourney[]>;
  /** Whose move it is at this status of the vendor; null: there is nothing at the vendor yet, or no such status. */
  awaiting(status: string): Awaiting | null;
  /** The journeys of a subject, newest first: for operators. */
  ofSubject(subjectId: string): Promise<readonly FoundJourney[]>;
  /**
   * The consumer's journeys with ids from `from` on and below `before`, newest first; erased ones may be left out.
   * Null: those of every consumer, for operators.
   */
  list(consumerId: string | null, range: JourneyRange): Promise<readonly FoundJourney[]>;
  /** Visits that expired before `now` and have not been judged yet, at most `most`. */
  overdue(now: Date, most: number): Promise<readonly OverdueVisit[]>;
}
