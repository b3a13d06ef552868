import { isTrouble, isTroubled } from './breaker';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import type { RateLimits } from '../../vendors/vendor-profile';

/** Milliseconds. The pause before a retry is drawn from this range; none is longer, whatever the vendor asks for. */
const SHORTEST_PAUSE = 50;
const USUAL_PAUSE = 150;
const MAX_PAUSE = 1_000;

/** How one attempt ended: with an answer, whatever it says, or with an error. */
export type Attempt = { readonly answer: VendorAnswer } | { readonly error: unknown };

/**
 * Milliseconds until a retry; null when it makes no sense: the attempt succeeded, the answer will not change (a 500
 * persists; a vendor's own client retries 429, 502, 503 and 504), or the vendor asks for more than MAX_PAUSE.
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
