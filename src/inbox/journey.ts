import type { Actor } from '../audit/audit.service';
import type { Write } from '../database/write';

/** Whose webhooks move the journey, and who is asked about it. */
export type JourneyVendor = 'one-money' | 'finpro';

/**
 * How soon a journey may move: the user is at it, the vendor decides, nobody is at it, it is decided and may be taken
 * back, nothing will happen any more.
 */
export type Cadence = 'active' | 'waiting' | 'resting' | 'standing' | 'final';

/** What a fresh look at the vendor amounts to. */
export interface Refreshed {
  /**
   * Everything to be committed: when the state changed, also its event and the watch. Refused when somebody else was
   * faster; then it is looked again.
   */
  readonly write: Write<unknown>;
  /** Null: the vendor said what was known. */
  readonly change: { readonly from: string; readonly to: string } | null;
  readonly pace: Cadence;
  /** Seconds for which the vendor does not want to be asked again, as its rate-limit headers say. */
  readonly pauseSeconds?: number;
}

/** A kind of journey, as it registers itself: the one question that webhooks and polls may ask. */
export interface Journey {
  readonly vendor: JourneyVendor;
  /** Asks the vendor for the truth. `pace` is the one so far. Throws the Fault by which it could not be had. */
  refresh(journeyId: string, confirmedBy: 'WEBHOOK' | 'POLL', actor: Actor, pace: Cadence): Promise<Refreshed>;
}
