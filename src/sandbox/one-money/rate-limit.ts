import type { RateLimit } from '../config';

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket for each access key and address. */
export class OneMoneyRateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly limit: RateLimit | null) {}

  /** Seconds to wait; 0 when the request may pass. `nowMs` is real time. */
  take(key: string, nowMs: number): number {
    if (!this.limit) return 0;
    const { perSecond, burst } = this.limit;
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: nowMs };
    const tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.at) / 1000) * perSecond);
    const passes = tokens >= 1;
    this.buckets.set(key, { tokens: passes ? tokens - 1 : tokens, at: nowMs });
    return passes ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }
}
