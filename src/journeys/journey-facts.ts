import type { AuditResult } from '../audit/audit.service';

/** Which journey. */
export type JourneyName = 'onboarding' | 'consent';

/** How the request that begins a journey ended, as far as it is known. */
export interface RequestFacts {
  readonly outcome: 'OPEN' | 'UNKNOWN' | 'REFUSED' | 'FAILED' | 'SUCCEEDED';
  /** Name of the fault that ended it. */
  readonly fault: string | null;
  readonly at: Date;
}

/** Whose turn it is by the vendor's state: the table of each journey tells. */
export type Awaiting =
  /** The user fills in, corrects, or decides. */
  | 'USER'
  /** The vendor decides. */
  | 'VENDOR'
  /** Decided in favour; the vendor sets things up. */
  | 'SET_UP'
  | 'DONE'
  /** The user took a break that only the user can end. */
  | 'PAUSED'
  /** The vendor refused; a correction may follow. */
  | 'REFUSED'
  /** The user said no. */
  | 'DECLINED'
  /** Taken back, or its time is over. */
  | 'ENDED'
  /** The vendor uses a word that Portico does not know. */
  | 'UNRECOGNISED';

export interface StandFacts {
  readonly turn: Awaiting;
  readonly since: Date;
}

/** The user's way in: the latest link that still leads somewhere, else the latest one. */
export interface LinkFacts {
  readonly mode: 'one-time' | 'durable';
  readonly state: 'LIVE' | 'EXPIRED' | 'REVOKED' | 'LIMIT';
  readonly issuedAt: Date;
  /** When it stopped leading anywhere; null while it does, or where that cannot be known. */
  readonly endedAt: Date | null;
}

/**
 * The latest link of the vendor's own that was handed out in this turn: opened or not, only a durable link's click
 * tells.
 */
export interface VisitFacts {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly wasClicked: boolean;
  /** When the browser came back; null also where returns do not pass through Portico. */
  readonly returnedAt: Date | null;
  /** How the browser said that the visit ended, where it says so. */
  readonly said: 'FAILED' | 'ABANDONED' | null;
  /** Whether the vendor was asked after the return. */
  readonly isConfirmed: boolean;
}

/** A vendor's link that was asked for in vain, after everything above. */
export interface FailedLinkFacts {
  /**
   * REFUSED: the vendor said no. FAILED, UNKNOWN: it was not asked, or its answer was lost; nothing is wrong with what
   * was asked.
   */
  readonly outcome: AuditResult;
  readonly fault: string | null;
  readonly at: Date;
}

/** All that the diagnosis looks at: no ids, no names. */
export interface JourneyFacts {
  readonly journey: JourneyName;
  readonly now: Date;
  /** When the subject was erased; null while it is not. */
  readonly erasedAt: Date | null;
  readonly request: RequestFacts;
  /** Null until the request succeeded. */
  readonly stand: StandFacts | null;
  readonly link: LinkFacts | null;
  readonly visit: VisitFacts | null;
  readonly failedLink: FailedLinkFacts | null;
}
