import { isTrouble, isTroubled } from './breaker';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import type { RateLimits } from '../../vendors/vendor-profile';

/**
 * Milliseconds. The pause before a retry is drawn from this range, and no caller waits longer, whatever the vendor asks
 * for.
 */
const SHORTEST_PAUSE = 50;
const USUAL_PAUSE = 150;
const MAX_PAUSE = 1_000;

/** How one attempt ended: with an answer, whatever it says, or with an error. */
export type Attempt = { readonly answer: VendorAnswer } | { readonly error: unknown };

/**
 * Milliseconds until an attempt that ended like this may be retried; null when a retry makes no sense: the attempt
 * succeeded, the answer will not change, or the vendor asks for a longer wait than MAX_PAUSE. A 500 is not retried,
 * because it persists (a vendor's own client retries 429, 502, 503 and 504).
 */
export function pauseMs(attempt: Attempt, vendor: RateLimits, random: () => number): number | null {
  if ('error' in attempt) return isTrouble(attempt.error) ? drawn(random) : null;
  const { answer } = attempt;
  if (!isTroubled(answer) && !vendor.isRateLimit(answer)) return null;
  const asked = vendor.retryAfter(answer);
  if (asked === null) return drawn(random);
  return asked * 1000 <= MAX_PAUSE ? asked * 1000 : null;
}

const drawn = (random: () => number): number => SHORTEST_PAUSE + random() * (USUAL_PAUSE - SHORTEST_PAUSE);
