import type { Actor } from '../audit/audit.service';
import type { Write } from '../database/write';

/** The vendor whose webhooks are about the journey, and which is asked about it. */
export type JourneyVendor = 'one-money' | 'finpro';

/**
 * How soon the status of a journey may change. `active`: the user is working on it. `waiting`: the vendor decides.
 * `resting`: neither of them is working on it. `standing`: it is decided, and the decision may be withdrawn. `final`:
 * nothing will change any more.
 */
export type Cadence = 'active' | 'waiting' | 'resting' | 'standing' | 'final';

/** The result of reading a journey's status from the vendor. */
export interface Refreshed {
  /**
   * Everything to be committed; when the state changed, this includes its event and the poll schedule. Refused when
   * another process committed a change first; then the status is read again.
   */
  readonly write: Write<unknown>;
  /** Null: the vendor's status was already known. */
  readonly change: { readonly from: string; readonly to: string } | null;
  readonly pace: Cadence;
  /** Seconds for which the vendor does not want to be asked again, as its rate-limit headers say. */
  readonly pauseSeconds?: number;
}

/** A kind of journey, as it registers itself: how webhooks and polls have its status read. */
export interface Journey {
  readonly vendor: JourneyVendor;
  /**
   * Reads the status from the vendor. `pace` is the cadence so far. Throws the Fault because of which it could not be
   * read.
   */
  refresh(journeyId: string, confirmedBy: 'WEBHOOK' | 'POLL', actor: Actor, pace: Cadence): Promise<Refreshed>;
}
