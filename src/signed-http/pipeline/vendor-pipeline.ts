import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../errors';
import { currentRequest } from '../../http/request/request-context';
import { Breaker } from './breaker';
import { Bulkhead, type BulkheadLimits } from './bulkhead';
import { RetryBudget } from './retry-budget';
import { type Attempt, pauseMs } from './retry-policy';
import type { VendorAnswer } from '../vendor-call';

/** Milliseconds that must be left for asking to make sense. */
const SHORTEST_CALL = 20;
/** Milliseconds: a caller that waits less tells nothing about the vendor when it runs out of time. */
const FAIR_TRIAL = 3_000;

export interface LineLimits extends BulkheadLimits {
  /** Milliseconds for one call with its repetitions. */
  readonly deadlineMs: number;
  /** Repetitions of one call at most. */
  readonly retries: number;
  readonly hasBreaker: boolean;
}

/** One attempt, which may take as many milliseconds. */
export type Send = (timeoutMs: number) => Promise<VendorAnswer>;

/**
 * The way to one vendor, and nothing that another vendor shares: its places, its breaker, its budget of repetitions.
 */
export class VendorPipeline {
  readonly bulkhead: Bulkhead;
  readonly breaker = new Breaker();
  /** Repetitions so far. */
  retries = 0;
  /** How far the vendor's clock was ahead of ours at its last answer; null: not known. */
  secondsAhead: number | null = null;
  private readonly budget = new RetryBudget();

  constructor(
    private readonly limits: LineLimits,
    private readonly random: () => number = Math.random,
  ) {
    this.bulkhead = new Bulkhead(limits);
  }

  /**
   * Throws what a call would end in at once, before anything is done for it: Fault `vendor-circuit-open`,
   * `vendor-saturated` or `deadline-passed`.
   */
  assertOpen(): void {
    if (this.limits.hasBreaker) this.breaker.assertClosed();
    if (this.bulkhead.isFull) throw new Fault('vendor-saturated');
    this.remainingMs(performance.now());
  }

  /**
   * Sends, and again where `mayRepeat` and the budget allow it. A caller that has gone stops what has no effect
   * (`isRead`).
   */
  async run(
    send: Send,
    { mayRepeat, isRead }: { readonly mayRepeat: boolean; readonly isRead: boolean },
  ): Promise<VendorAnswer> {
    const begun = performance.now();
    for (let repeated = 0; ; repeated++) {
      const attempt = await this.attempt(send, begun, isRead, repeated === 0);
      const waitMs = mayRepeat && repeated < this.limits.retries ? pauseMs(attempt, this.random) : null;
      if (waitMs === null || !this.hasTime(begun, waitMs) || !this.budget.spend()) return outcome(attempt);
      this.retries++;
      await pause(waitMs);
    }
  }

  private async attempt(send: Send, begun: number, isRead: boolean, isFirst: boolean): Promise<Attempt> {
    const go = async (): Promise<VendorAnswer> => {
      const timeoutMs = this.remainingMs(begun);
      if (isRead && currentRequest()?.isGone())
        throw new Fault('deadline-passed', { detail: 'The caller has gone; the vendor was not asked.' });
      const sendNow = (): Promise<VendorAnswer> => {
        if (isFirst) this.budget.earn();
        return send(timeoutMs);
      };
      return this.limits.hasBreaker ? this.breaker.run(sendNow, this.isFair(timeoutMs)) : sendNow();
    };
    try {
      return { answer: await this.bulkhead.run(go, this.remainingMs(begun)) };
    } catch (error) {
      return { error };
    }
  }

  private isFair(timeoutMs: number): boolean {
    return timeoutMs >= Math.min(FAIR_TRIAL, this.limits.deadlineMs - SHORTEST_CALL);
  }

  private hasTime(begun: number, waitMs: number): boolean {
    return this.leftMs(begun) >= waitMs + SHORTEST_CALL;
  }

  /** Throws Fault `deadline-passed` when asking makes no sense any more. */
  private remainingMs(begun: number): number {
    const left = this.leftMs(begun);
    if (left < SHORTEST_CALL) throw new Fault('deadline-passed');
    return left;
  }

  /** Of our own deadline or the caller's, whichever ends first. */
  private leftMs(begun: number): number {
    const ownEnd = begun + this.limits.deadlineMs;
    return Math.floor(Math.min(ownEnd, currentRequest()?.deadlineAt ?? Number.POSITIVE_INFINITY) - performance.now());
  }
}

function outcome(attempt: Attempt): VendorAnswer {
  if ('error' in attempt) throw attempt.error;
  return attempt.answer;
}
