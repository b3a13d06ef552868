/** A client's use of the current minute. */
export interface RateWindow {
  readonly passes: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const WINDOW_SECONDS = 60;

/** Requests of each client in a window of a minute that begins with its first one. */
export class FinproRateLimiter {
  private readonly windows = new Map<string, { used: number; resetAt: number }>();

  /** `perMinute` null: no limit, and no headers. */
  constructor(private readonly perMinute: number | null) {}

  /** Counts one request. `nowMs` is real time. */
  take(clientId: string, nowMs: number): RateWindow {
    if (this.perMinute === null) return { passes: true, headers: {} };
    const nowSeconds = Math.floor(nowMs / 1000);
    const known = this.windows.get(clientId);
    const window = known && known.resetAt > nowSeconds ? known : { used: 0, resetAt: nowSeconds + WINDOW_SECONDS };
    const passes = window.used < this.perMinute;
    if (passes) window.used += 1;
    this.windows.set(clientId, window);
    return { passes, headers: rateLimitHeaders(this.perMinute, this.perMinute - window.used, window.resetAt) };
  }
}

/** `resetAt`: Unix seconds. */
export function rateLimitHeaders(limit: number, remaining: number, resetAt: number): Readonly<Record<string, string>> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(resetAt),
  };
}
