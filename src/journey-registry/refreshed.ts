import type { Write } from '../database/write';

/**
 * How soon a status may change. `active`: the user is working on it. `waiting`: the vendor decides. `resting`: neither
 * is working on it. `standing`: decided, may be withdrawn. `final`: nothing will change any more.
 */
export type Cadence = 'active' | 'waiting' | 'resting' | 'standing' | 'final';

/** The result of reading a journey's status from the vendor. */
export interface Refreshed {
  /** All to be committed (a change: with its event and poll schedule). Refused when overtaken: then read again. */
  readonly write: Write<unknown>;
  /** Null: the vendor's status was already known. */
  readonly change: { readonly from: string; readonly to: string } | null;
  readonly cadence: Cadence;
  /** Seconds for which the vendor does not want to be asked again, as its rate-limit headers say. */
  readonly pauseSeconds?: number;
}
