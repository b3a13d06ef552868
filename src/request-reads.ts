import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request has read, how far that is confirmed, whether it may change anything. Instants: performance.now(). */
export class RequestReads {
  private readAt = Number.NEGATIVE_INFINITY;
  private confirmedUntil = Number.NEGATIVE_INFINITY;

  /** `mayChange` is false if the request's condition forbids any change (RFC 9110, 13.1.1). */
  constructor(readonly mayChange = true) {}

  /** Whether anything was read since its last commit began; a commit confirms all that was visible when it began. */
  get areUnconfirmed(): boolean {
    return this.readAt > this.confirmedUntil;
  }

  note(): void {
    this.readAt = performance.now();
  }

  /** The standby acknowledged a commit that began at `begunAt`. */
  confirm(begunAt: number): void {
    this.confirmedUntil = Math.max(this.confirmedUntil, begunAt);
  }
}

const storage = new AsyncLocalStorage<RequestReads>();

/** Runs `work` and everything that it starts; their reads are noted in `reads`. */
export function noting<T>(reads: RequestReads, work: () => T): T {
  return storage.run(reads, work);
}

/** The reads of the request that the running code works for; undefined in background work. */
export function currentReads(): RequestReads | undefined {
  return storage.getStore();
}
