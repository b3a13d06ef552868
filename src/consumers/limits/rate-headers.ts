/** Seconds over which a consumer's requests are counted. */
export const WINDOW_SECONDS = 60;

/** As in draft-ietf-httpapi-ratelimit-headers: requests left, and seconds until more become available. */
export const rateHeaders = (remaining: number, resetSeconds: number): Record<string, string> => ({
  RateLimit: `"minute";r=${remaining};t=${resetSeconds}`,
});

/** How many requests a consumer has in a minute. */
export const ratePolicyHeaders = (most: number): Record<string, string> => ({
  'RateLimit-Policy': `"minute";q=${most};w=${WINDOW_SECONDS}`,
});

/** The same in the headers of the operations with four headers: the end of the wait in Unix seconds. */
export const resetHeaders = (remaining: number, resetSeconds: number, now: Date): Record<string, string> => ({
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': String(Math.ceil(now.getTime() / 1000) + resetSeconds),
});
