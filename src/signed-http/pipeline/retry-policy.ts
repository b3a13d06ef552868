import { isTrouble, isTroubled } from './breaker';
import { isRateLimit, waitSecondsOf } from './retry-after';
import type { VendorAnswer } from '../vendor-call';

/**
 * Milliseconds: the pause before a repetition is drawn from here, and no caller is kept waiting longer, whatever the
 * vendor asks for.
 */
const SHORTEST_PAUSE = 50;
const USUAL_PAUSE = 150;
const MAX_PAUSE = 1_000;

/** How one attempt ended: with an answer, whatever it says, or with an error. */
export type Attempt = { readonly answer: VendorAnswer } | { readonly error: unknown };

/**
 * Milliseconds until an attempt that ended so may be repeated; null when repeating makes no sense: it succeeded, the
 * answer will not change, or the vendor asks for more patience than the caller has. A 500 of 1Money lasts (its client
 * repeats 429, 502, 503 and 504).
 */
export function pauseMs(attempt: Attempt, random: () => number): number | null {
  if ('error' in attempt) return isTrouble(attempt.error) ? drawn(random) : null;
  const { answer } = attempt;
  if (!isTroubled(answer) && !isRateLimit(answer)) return null;
  const asked = waitSecondsOf(answer);
  if (asked === null) return drawn(random);
  return asked * 1000 <= MAX_PAUSE ? asked * 1000 : null;
}

const drawn = (random: () => number): number => SHORTEST_PAUSE + random() * (USUAL_PAUSE - SHORTEST_PAUSE);
