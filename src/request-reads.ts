import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What one request has read, how far that is confirmed, and whether it may change anything. Instants are milliseconds
 * of performance.now().
 */
export class RequestReads {
  private readAt = Number.NEGATIVE_INFINITY;
  private confirmedUntil = Number.NEGATIVE_INFINITY;

  /** `mayChange` false: under its condition nothing may be done (RFC 9110, 13.1.1). */
  constructor(readonly mayChange = true) {}

  /**
   * Whether something was read that no commit of this request stands behind: whatever was visible when a commit began
   * is confirmed with it.
   */
  get areUnconfirmed(): boolean {
    return this.readAt > this.confirmedUntil;
  }

  note(): void {
    this.readAt = performance.now();
  }

  /** A commit that began then was acknowledged by the standby. */
  confirm(begunAt: number): void {
    this.confirmedUntil = Math.max(this.confirmedUntil, begunAt);
  }
}

const storage = new AsyncLocalStorage<RequestReads>();

/** Runs `work` and everything that it sets off; what it reads is noted in `reads`. */
export function noting<T>(reads: RequestReads, work: () => T): T {
  return storage.run(reads, work);
}

/** Of the request that the running code works for; undefined in background work. */
export function currentReads(): RequestReads | undefined {
  return storage.getStore();
}
