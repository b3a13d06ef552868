import type { AuditResult } from '../audit/audit.service';

export type JourneyName = 'onboarding' | 'consent';

/** How the request that begins a journey ended, as far as it is known. */
export interface RequestFacts {
  readonly outcome: 'OPEN' | 'UNKNOWN' | 'REFUSED' | 'FAILED' | 'SUCCEEDED';
  /** Name of the fault that ended it. */
  readonly fault: string | null;
  readonly at: Date;
}

/** Whose move it is, by the vendor's status; the table of each journey defines it. */
export type Awaiting =
  /** The user fills in, corrects, or decides. */
  | 'USER'
  /** The vendor decides. */
  | 'VENDOR'
  /** Approved; the vendor is setting things up. */
  | 'SET_UP'
  | 'DONE'
  /** The user paused it, and only the user can resume it. */
  | 'PAUSED'
  /** The vendor refused; a correction may follow. */
  | 'REFUSED'
  /** The user declined. */
  | 'DECLINED'
  /** Withdrawn or expired. */
  | 'ENDED'
  /** The vendor reports a status that Portico does not know. */
  | 'UNRECOGNISED';

export interface StandFacts {
  readonly awaiting: Awaiting;
  readonly since: Date;
}

/** The user's link to enter the journey: the latest that still works, otherwise the latest one. */
export interface LinkFacts {
  readonly mode: 'one-time' | 'durable';
  readonly state: 'LIVE' | 'EXPIRED' | 'REVOKED' | 'LIMIT';
  readonly issuedAt: Date;
  /** When it stopped working; null while it works, or where this cannot be known. */
  readonly endedAt: Date | null;
  /** When the button of a durable link was pressed last; null: never, or a one-time link, of which this is not told. */
  readonly pressedAt: Date | null;
}

/** The vendor's latest link since the same party is awaited. Only a click on a durable link tells it was opened. */
export interface VisitFacts {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly wasClicked: boolean;
  /** When the browser came back; null also where returns do not pass through Portico. */
  readonly returnedAt: Date | null;
  /** How the browser reported that the visit ended, where it does. */
  readonly said: 'FAILED' | 'ABANDONED' | null;
  /** Whether the vendor was asked after the return. */
  readonly isConfirmed: boolean;
}

/** A failed request for a vendor's link, later than all of the above. */
export interface FailedLinkFacts {
  /** REFUSED: by the vendor. FAILED, UNKNOWN: it was not asked, or its answer was lost; not the request's fault. */
  readonly outcome: AuditResult;
  readonly fault: string | null;
  readonly at: Date;
}

/** What a journey knows of itself: no ids, no names. */
export interface KnownFacts {
  /** When the subject was erased; null while it is not. */
  readonly erasedAt: Date | null;
  readonly request: RequestFacts;
  /** Null until the request succeeded. */
  readonly stand: StandFacts | null;
  /** The vendor's latest link that the consumer was given, without a durable link. */
  readonly oneTimeLink: Pick<VisitFacts, 'issuedAt' | 'expiresAt' | 'returnedAt'> | null;
  readonly visit: VisitFacts | null;
  readonly failedLink: FailedLinkFacts | null;
}

/** All facts that the diagnosis uses: no ids, no names. */
export interface JourneyFacts extends Omit<KnownFacts, 'oneTimeLink'> {
  readonly journey: JourneyName;
  readonly now: Date;
  readonly link: LinkFacts | null;
}
