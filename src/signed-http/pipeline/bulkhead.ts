import { Fault } from '../../errors';

export interface BulkheadLimits {
  /** Calls that may be under way at once. */
  readonly maxConcurrent: number;
  /** Callers that may wait for a place. */
  readonly queue: number;
  /** Longest time that one of them waits, in milliseconds. */
  readonly longestWaitMs: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly giveUp: NodeJS.Timeout;
}

/** Bounds one vendor's calls under way and callers that wait for a place; when both are full, it refuses at once. */
export class Bulkhead {
  private readonly waiting: Waiting[] = [];
  private taken = 0;

  constructor(private readonly limits: BulkheadLimits) {}

  get active(): number {
    return this.taken;
  }

  get queued(): number {
    return this.waiting.length;
  }

  get isFull(): boolean {
    return this.taken >= this.limits.maxConcurrent && this.waiting.length >= this.limits.queue;
  }

  /** Runs `work` in a place. Fault `vendor-saturated`: places and queue are full, or none is free in `patienceMs`. */
  async run<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
    await this.enter(Math.min(patienceMs, this.limits.longestWaitMs));
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(patienceMs: number): Promise<void> {
    if (this.isFull) throw new Fault('vendor-saturated');
    if (this.taken < this.limits.maxConcurrent) {
      this.taken++;
      return;
    }
    await new Promise<void>((enter, refuse) => {
      const giveUp = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        refuse(new Fault('vendor-saturated'));
      }, patienceMs);
      const waiting = { enter, giveUp };
      this.waiting.push(waiting);
    });
  }

  /** The place is given to the first caller in the queue, or becomes free. */
  private leave(): void {
    const next = this.waiting.shift();
    if (!next) return void this.taken--;
    clearTimeout(next.giveUp);
    next.enter();
  }
}
