import type { Write } from '../database/write';

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
  readonly cadence: Cadence;
  /** Seconds for which the vendor does not want to be asked again, as its rate-limit headers say. */
  readonly pauseSeconds?: number;
}
