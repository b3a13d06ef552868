import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../errors';
import { currentRequest } from '../../http/request/request-context';
import { Breaker } from './breaker';
import { Bulkhead, type BulkheadLimits } from './bulkhead';
import { CallRate } from './call-rate';
import { RetryBudget } from './retry-budget';
import { type Attempt, pauseMs } from './retry-policy';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import type { RateLimits } from '../../vendors/vendor-profile';

/** Milliseconds that must be left for a call to make sense. */
const SHORTEST_CALL = 20;
/** Milliseconds. A call with a shorter time limit says nothing about the vendor when it times out. */
const FAIR_TRIAL = 3_000;

export interface PipelineLimits extends BulkheadLimits {
  /** Milliseconds for one call with its retries. */
  readonly deadlineMs: number;
  /** Retries of one call at most. */
  readonly retries: number;
  readonly hasBreaker: boolean;
  /** Whether no call is sent for as long as the vendor asked to wait. */
  readonly honoursPauses: boolean;
  /** Calls that may begin in a second; 0: no limit. */
  readonly callsPerSecond: number;
}

/** One attempt, with its time limit in milliseconds. */
export type Send = (timeoutMs: number) => Promise<VendorAnswer>;

/** The pipeline of one account at a vendor, shared with no other: bulkhead, circuit breaker and retry budget. */
export class VendorPipeline {
  readonly bulkhead: Bulkhead;
  readonly breaker = new Breaker();
  retries = 0;
  /** Reads that were answered by another one of the same in flight. */
  sharedReads = 0;
  /** How far the vendor's clock was ahead of ours at its last answer, in seconds; null: not known. */
  secondsAhead: number | null = null;
  /** Calls that were left until the vendor's limit at its last answer that said so; null: none did. */
  callsLeft: number | null = null;
  private readonly budget = new RetryBudget();
  /** Until when the vendor asked to wait, in milliseconds of performance.now(). */
  private pausedUntil = 0;

  constructor(
    private readonly limits: PipelineLimits,
    readonly vendor: RateLimits,
    private readonly random: () => number = Math.random,
  ) {
    this.bulkhead = new Bulkhead(limits, limits.callsPerSecond > 0 ? new CallRate(limits.callsPerSecond) : null);
  }

  /** The vendor asked to wait for so many seconds, here or at another replica. True where that is news. */
  pause(seconds: number): boolean {
    const until = performance.now() + seconds * 1000;
    const isNews = this.limits.honoursPauses && until > this.pausedUntil + 1000;
    if (this.limits.honoursPauses) this.pausedUntil = Math.max(this.pausedUntil, until);
    return isNews;
  }

  /** Throws the Fault that would end a call at once: that of a pause, a breaker, a full bulkhead or a deadline. */
  assertOpen(): void {
    this.assertNotPaused();
    if (this.limits.hasBreaker) this.breaker.assertClosed();
    if (this.bulkhead.isFullFor(owner())) throw new Fault('vendor-saturated');
    this.remainingMs(performance.now());
  }

  /** Retries where `mayRepeat` and the budget allow it. A call with `isRead` stops when the caller has disconnected. */
  async run(
    send: Send,
    { mayRepeat, isRead }: { readonly mayRepeat: boolean; readonly isRead: boolean },
  ): Promise<VendorAnswer> {
    const begun = performance.now();
    for (let repeated = 0; ; repeated++) {
      const attempt = await this.attempt(send, begun, isRead, repeated === 0);
      const waitMs = mayRepeat && repeated < this.limits.retries ? pauseMs(attempt, this.vendor, this.random) : null;
      if (waitMs === null || !this.hasTime(begun, waitMs) || !this.budget.spend()) return outcome(attempt);
      this.retries++;
      await pause(waitMs);
    }
  }

  private async attempt(send: Send, begun: number, isRead: boolean, isFirst: boolean): Promise<Attempt> {
    const go = async (): Promise<VendorAnswer> => {
      const timeoutMs = this.remainingMs(begun);
      if (isFirst) this.assertNotPaused();
      if (isRead && currentRequest()?.isGone())
        throw new Fault('deadline-passed', { detail: 'The caller has gone; the vendor was not asked.' });
      const sendNow = (): Promise<VendorAnswer> => {
        if (isFirst) this.budget.earn();
        return send(timeoutMs);
      };
      return this.limits.hasBreaker ? this.breaker.run(sendNow, this.isFair(timeoutMs)) : sendNow();
    };
    try {
      return { answer: await this.bulkhead.run(go, this.remainingMs(begun), owner()) };
    } catch (error) {
      return { error };
    }
  }

  private assertNotPaused(): void {
    const leftMs = this.pausedUntil - performance.now();
    if (leftMs > 0) throw new Fault('vendor-busy', { retryAfterSeconds: Math.ceil(leftMs / 1000) });
  }

  private isFair(timeoutMs: number): boolean {
    return timeoutMs >= Math.min(FAIR_TRIAL, this.limits.deadlineMs - SHORTEST_CALL);
  }

  private hasTime(begun: number, waitMs: number): boolean {
    return this.leftMs(begun) >= waitMs + SHORTEST_CALL;
  }

  /** Throws Fault `deadline-passed` when too little time is left for a call. */
  private remainingMs(begun: number): number {
    const left = this.leftMs(begun);
    if (left < SHORTEST_CALL) throw new Fault('deadline-passed');
    return left;
  }

  /** Until our own deadline or the caller's, whichever ends first. */
  private leftMs(begun: number): number {
    const ownEnd = begun + this.limits.deadlineMs;
    return Math.floor(Math.min(ownEnd, currentRequest()?.deadlineAt ?? Number.POSITIVE_INFINITY) - performance.now());
  }
}

/** The consumer for which a call is made; work in the background is for none. */
const owner = (): string => currentRequest()?.consumerId ?? '';

function outcome(attempt: Attempt): VendorAnswer {
  if ('error' in attempt) throw attempt.error;
  return attempt.answer;
}
