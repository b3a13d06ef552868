import type { StuckAt } from './stuck-at';

/**
 * `stuck`: nothing goes on until somebody does something. `under-way`: the user, the vendor or Portico is at work.
 * `over`: nothing is left.
 */
export type JourneyStanding = 'stuck' | 'under-way' | 'over';

export const STANDINGS: readonly JourneyStanding[] = ['stuck', 'under-way', 'over'];

const STANDING_AT: Readonly<Record<StuckAt, JourneyStanding>> = {
  ERASED: 'over',
  REQUEST_OPEN: 'under-way',
  REQUEST_REFUSED: 'stuck',
  REQUEST_FAILED: 'stuck',
  REQUEST_UNKNOWN: 'under-way',
  CREDENTIALS: 'stuck',
  LINK_MISSING: 'stuck',
  LINK_REFUSED: 'stuck',
  LINK_FAILED: 'stuck',
  LINK_NOT_OPENED: 'under-way',
  LINK_TO_REOPEN: 'under-way',
  LINK_EXPIRED: 'stuck',
  LINK_REVOKED: 'stuck',
  LINK_LIMIT: 'stuck',
  LINK_GIVEN: 'under-way',
  AT_VENDOR: 'under-way',
  NOT_RETURNED: 'stuck',
  LEFT_UNFINISHED: 'stuck',
  RETURN_UNCONFIRMED: 'under-way',
  REVIEW: 'under-way',
  SET_UP: 'under-way',
  REFUSED: 'stuck',
  DECLINED: 'over',
  PAUSED: 'under-way',
  ENDED: 'over',
  STATUS_UNRECOGNISED: 'stuck',
};

/** How a journey stands that waits there; null: nothing is waited for. */
export const standingAt = (stuckAt: StuckAt | null): JourneyStanding =>
  stuckAt === null ? 'over' : STANDING_AT[stuckAt];
