import { Fault } from '../../errors';
import type { CallRate } from './call-rate';

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
  readonly refuse: () => void;
}

/** What one consumer has of the places and of the queue, and what it needed of late. */
interface Share {
  readonly owner: string;
  active: number;
  /** When it called last, and when `peak` was begun, in milliseconds of performance.now(). */
  calledAt: number;
  peakSince: number;
  /** Most calls at once, under way or waiting, since `peakSince` and in the time before. */
  peak: number;
  formerPeak: number;
  /** The number of the last entry of the consumer; 0: none yet. */
  lastEntry: number;
  /** Oldest first. */
  readonly waiting: Waiting[];
}

/** Milliseconds for which places are kept free for a consumer after its last call, and of one measure of its peak. */
const PRESENT_MS = 10_000;
/** Places that are kept free for a consumer beyond its peak. */
const SPARE = 1;

const loadOf = ({ active, waiting }: Share): number => active + waiting.length;

/**
 * Bounds the calls under way and the callers that wait for a place; when both are full, it refuses at once. Each
 * consumer that called within ten seconds may have an equal share of the places. One that has its share gets more,
 * but leaves free what the others needed of late and one place more for each, up to their shares: their calls then
 * need not wait until one of its calls ends. A place that becomes free goes to the waiting consumer with the fewest,
 * among equals to the one whose turn is longest ago. A full queue gives the newest waiting call of the consumer that
 * has most for the one of a consumer that has less.
 */
export class Bulkhead {
  private readonly shares = new Map<string, Share>();
  private taken = 0;
  private waitingCount = 0;
  private entries = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly limits: BulkheadLimits,
    private readonly rate: CallRate | null = null,
  ) {}

  get active(): number {
    return this.taken;
  }

  get queued(): number {
    return this.waitingCount;
  }

  /** Whether a call of the consumer would be refused at once. */
  isFullFor(owner: string): boolean {
    return (
      !this.isFree(this.shares.get(owner)) && this.waitingCount >= this.limits.queue && this.heavierThan(owner) === null
    );
  }

  /**
   * Runs `work` in a place. `owner`: the consumer for which it is, '' for none. Fault `vendor-saturated`: places and
   * queue are full, or none is free in `patienceMs`.
   */
  async run<T>(work: () => Promise<T>, patienceMs: number, owner = ''): Promise<T> {
    await this.enter(owner, Math.min(patienceMs, this.limits.longestWaitMs));
    try {
      return await work();
    } finally {
      this.leave(owner);
    }
  }

  private async enter(owner: string, patienceMs: number): Promise<void> {
    const share = this.shareOf(owner);
    note(share);
    if (this.isFree(share) && this.next() === null) return this.admit(share);
    if (this.waitingCount >= this.limits.queue) {
      const heavier = this.heavierThan(owner);
      if (heavier === null) throw new Fault('vendor-saturated');
      heavier.waiting.at(-1)!.refuse();
    }
    await new Promise<void>((enter, reject) => {
      const leaveQueue = (): void => {
        clearTimeout(giveUp);
        share.waiting.splice(share.waiting.indexOf(waiting), 1);
        this.waitingCount--;
      };
      const waiting: Waiting = {
        enter: () => {
          leaveQueue();
          this.admit(share);
          enter();
        },
        refuse: () => {
          leaveQueue();
          reject(new Fault('vendor-saturated'));
        },
      };
      const giveUp = setTimeout(waiting.refuse, patienceMs);
      share.waiting.push(waiting);
      this.waitingCount++;
      this.fill();
    });
  }

  private leave(owner: string): void {
    const share = this.shareOf(owner);
    share.active--;
    this.taken--;
    this.fill();
  }

  /** Gives away the places that are free, as fast as the rate allows. */
  private fill(): void {
    for (let next = this.next(); next !== null; next = this.next()) next.waiting[0]!.enter();
    const waitMs = this.rate?.waitMs ?? 0;
    if (this.waitingCount === 0 || waitMs === 0 || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.fill();
    }, Math.ceil(waitMs));
  }

  /** Whether a call of the consumer may begin now; undefined: one that has not called yet. */
  private isFree(share: Share | undefined): boolean {
    const free = this.limits.maxConcurrent - this.taken;
    if (free <= 0 || (this.rate !== null && this.rate.waitMs > 0)) return false;
    return share === undefined || share.owner === '' || share.active === 0 || free > this.keptFrom(share);
  }

  /** Places that the consumer leaves free for others; 0 while it has no more than its share. */
  private keptFrom(share: Share): number {
    const present = this.present();
    const fair = Math.max(1, Math.floor(this.limits.maxConcurrent / present.length));
    if (share.active < fair) return 0;
    const keptFor = (one: Share): number => Math.max(0, Math.min(fair, peakOf(one) + SPARE) - one.active);
    return present.reduce((kept, one) => (one === share ? kept : kept + keptFor(one)), 0);
  }

  /** Consumers that called of late; the others are forgotten. Work for no consumer has no share. */
  private present(): Share[] {
    const limit = performance.now() - PRESENT_MS;
    const present: Share[] = [];
    for (const share of this.shares.values())
      if (share.calledAt < limit && loadOf(share) === 0) this.shares.delete(share.owner);
      else if (share.owner !== '') present.push(share);
    return present;
  }

  private admit(share: Share): void {
    this.taken++;
    share.active++;
    share.lastEntry = ++this.entries;
    this.rate?.count();
  }

  /** The share whose turn it is; null: none waits, or none of those that wait may begin now. */
  private next(): Share | null {
    if (this.waitingCount === 0) return null;
    const waiting = [...this.shares.values()].filter((share) => share.waiting.length > 0);
    const next = waiting.reduce((best, one) => {
      const isBefore = one.active < best.active || (one.active === best.active && one.lastEntry < best.lastEntry);
      return isBefore ? one : best;
    });
    // One that has more may begin only when this one may.
    return this.isFree(next) ? next : null;
  }

  /** The heaviest of the shares that would have more than the consumer's with one call more; null: none. */
  private heavierThan(owner: string): Share | null {
    const own = this.shares.get(owner);
    const load = own ? loadOf(own) + 1 : 1;
    const others = [...this.shares.values()].filter((one) => one.waiting.length > 0 && loadOf(one) > load);
    return others.reduce<Share | null>((most, one) => (most && loadOf(most) >= loadOf(one) ? most : one), null);
  }

  private shareOf(owner: string): Share {
    const known = this.shares.get(owner);
    if (known) return known;
    const at = performance.now();
    const share = { owner, active: 0, calledAt: at, peakSince: at, peak: 0, formerPeak: 0, lastEntry: 0, waiting: [] };
    this.shares.set(owner, share);
    return share;
  }
}

/** A call of the consumer arrives. */
function note(share: Share): void {
  const now = performance.now();
  if (now - share.peakSince >= PRESENT_MS) {
    share.formerPeak = now - share.calledAt >= PRESENT_MS ? 0 : share.peak;
    share.peak = 0;
    share.peakSince = now;
  }
  share.calledAt = now;
  share.peak = Math.max(share.peak, loadOf(share) + 1);
}

const peakOf = ({ peak, formerPeak }: Share): number => Math.max(peak, formerPeak);
