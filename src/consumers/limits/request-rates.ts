import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { POOL } from '../../database/pool';
import { takeRate } from './rates.repository';
import { Fault } from '../../errors';
import { WINDOW_SECONDS } from './rate-headers';

/** Milliseconds for which granted requests may be used; the count in PostgreSQL allows for this (migration 0005). */
const GRANT_MS = 1_000;
/** Largest share of a minute's requests that a replica asks for at once, so that some are left for the others. */
const LARGEST_SHARE = 0.05;
/** Milliseconds for which a refusal is cached, so that a flood of requests costs no queries. */
const REFUSAL_MS = 1_000;

/** A consumer's rate limit at this moment. */
export interface RateStanding {
  /** Requests left, as far as this replica knows. */
  readonly remaining: number;
  /** Seconds until more are available, at most the window. */
  readonly resetSeconds: number;
}

interface Allowance {
  left: number;
  validUntil: number;
  /** The database's second in which `left` was granted. */
  grantedAt: string;
  /** Requests since the last grant, from which the next need is estimated. */
  used: number;
  waiting: number;
  pending: Promise<void> | null;
  refusedUntil: number;
  remaining: number;
  waitSeconds: number;
}

/** Counts a consumer's requests over all replicas in any sixty seconds; several are granted at once to save queries. */
@Injectable()
export class RequestRates {
  private readonly allowances = new Map<string, Allowance>();

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Takes one request out of `most` a minute. Throws Fault `too-many-requests`. */
  async take(consumerId: string, most: number): Promise<RateStanding> {
    const allowance = this.of(consumerId);
    for (;;) {
      const now = performance.now();
      if (allowance.left > 0 && now < allowance.validUntil) {
        allowance.left--;
        allowance.used++;
        return { remaining: allowance.remaining + allowance.left, resetSeconds: allowance.waitSeconds };
      }
      if (now < allowance.refusedUntil)
        throw new Fault('too-many-requests', { retryAfterSeconds: allowance.waitSeconds });
      allowance.waiting++;
      try {
        await (allowance.pending ??= this.ask(consumerId, most, allowance).finally(() => (allowance.pending = null)));
      } finally {
        allowance.waiting--;
      }
    }
  }

  private of(consumerId: string): Allowance {
    const found = this.allowances.get(consumerId) ?? {
      left: 0,
      validUntil: 0,
      grantedAt: '0',
      used: 0,
      waiting: 0,
      pending: null,
      refusedUntil: 0,
      remaining: 0,
      waitSeconds: 1,
    };
    this.allowances.set(consumerId, found);
    return found;
  }

  /** Asks for as many requests as are waiting or were used last, and gives back those that were not used. */
  private async ask(consumerId: string, most: number, allowance: Allowance): Promise<void> {
    await Promise.resolve();
    const { left, grantedAt, used, waiting } = allowance;
    allowance.left = 0;
    allowance.used = 0;
    const share = Math.max(1, Math.floor(most * LARGEST_SHARE));
    const begun = performance.now();
    const wanted = Math.min(Math.max(waiting, used), share);
    const granted = await takeRate(this.pool, consumerId, wanted, most, { left, grantedAt });
    allowance.left = granted.granted;
    allowance.grantedAt = granted.granted_at;
    allowance.validUntil = begun + GRANT_MS;
    allowance.remaining = granted.remaining;
    // Granted requests count up to two seconds longer (migration 0005), seen only at the very end of the window.
    allowance.waitSeconds = Math.min(WINDOW_SECONDS, granted.wait_seconds);
    if (granted.granted === 0) allowance.refusedUntil = performance.now() + REFUSAL_MS;
  }
}
