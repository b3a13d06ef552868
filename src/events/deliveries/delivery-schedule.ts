/** Seconds between attempts (Standard Webhooks, "Deliverability and reliability"): ten in a little over three days. */
export const DELIVERY_DELAYS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The part of the delay that is random, so that deliveries that failed together are not retried together. */
const JITTER = 0.2;

/** Seconds until the next attempt; null: none. `random`: in [0, 1). A longer Retry-After counts, up to a day. */
export function nextAttemptSeconds(
  attempts: number,
  random: number,
  delayFactor: number,
  askedSeconds = 0,
): number | null {
  const delay = DELIVERY_DELAYS[attempts - 1];
  if (delay === undefined) return null;
  return Math.max(Math.min(askedSeconds, 86_400), delay * delayFactor * (1 - JITTER / 2 + JITTER * random));
}
