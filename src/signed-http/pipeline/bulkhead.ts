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

interface Caller {
  readonly owner: string;
  readonly at: number;
}

/** What one consumer has of the places and of the queue. */
interface Share {
  readonly owner: string;
  active: number;
  /** The number of the last entry of the consumer; 0: none yet. */
  lastEntry: number;
  /** Oldest first. */
  readonly waiting: Waiting[];
}

/** Milliseconds after its last call for which places are left free for a consumer. */
const PRESENT_MS = 10_000;
/** The part of the places that one consumer leaves free while another is present. */
const LEFT_FREE = 0.25;

const loadOf = ({ active, waiting }: Share): number => active + waiting.length;

/**
 * Bounds the calls under way and the callers that wait for a place; when both are full, it refuses at once. A consumer
 * may have every place while no other has called within ten seconds, then three quarters of them. A place that becomes
 * free goes to the waiting consumer with the fewest, among equals to the one whose turn is longest ago. A full queue
 * gives the newest waiting call of the consumer that has most for the one of a consumer that has less.
 */
export class Bulkhead {
  private readonly shares = new Map<string, Share>();
  private taken = 0;
  private waitingCount = 0;
  private entries = 0;
  private timer: NodeJS.Timeout | null = null;
  /** The consumer that called last, and the last other one; times in milliseconds of performance.now(). */
  private latest: Caller = { owner: '', at: Number.NEGATIVE_INFINITY };
  private latestOther: Caller = this.latest;

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
    this.note(owner);
    if (this.isFree(share) && this.next() === null) return this.admit(share);
    if (this.waitingCount >= this.limits.queue) {
      const heavier = this.heavierThan(owner);
      if (heavier === null) {
        this.forget(owner, share);
        throw new Fault('vendor-saturated');
      }
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
          this.forget(owner, share);
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
    this.forget(owner, share);
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

  /** Whether a call of the consumer may begin now. */
  private isFree(share: Share | undefined): boolean {
    const { maxConcurrent } = this.limits;
    if (this.taken >= maxConcurrent || (this.rate !== null && this.rate.waitMs > 0)) return false;
    const most = maxConcurrent - Math.floor(maxConcurrent * LEFT_FREE);
    return share === undefined || share.active < most || !this.hasOthers(share.owner);
  }

  /** Whether another consumer has called of late. Work for no consumer is none. */
  private hasOthers(owner: string): boolean {
    const other = this.latest.owner === owner ? this.latestOther : this.latest;
    return owner !== '' && performance.now() - other.at < PRESENT_MS;
  }

  private note(owner: string): void {
    if (owner === '') return;
    if (this.latest.owner !== owner) this.latestOther = this.latest;
    this.latest = { owner, at: performance.now() };
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
    const waiting = [...this.shares.values()].filter((share) => share.waiting.length > 0 && this.isFree(share));
    return waiting.reduce<Share | null>((best, one) => {
      const isBefore =
        !best || one.active < best.active || (one.active === best.active && one.lastEntry < best.lastEntry);
      return isBefore ? one : best;
    }, null);
  }

  /** The heaviest of the shares that would have more than the consumer's with one call more; null: none. */
  private heavierThan(owner: string): Share | null {
    const own = this.shares.get(owner);
    const load = own ? loadOf(own) + 1 : 1;
    const others = [...this.shares.values()].filter((one) => one.waiting.length > 0 && loadOf(one) > load);
    return others.reduce<Share | null>((most, one) => (most && loadOf(most) >= loadOf(one) ? most : one), null);
  }

  private shareOf(owner: string): Share {
    const found = this.shares.get(owner) ?? { owner, active: 0, lastEntry: 0, waiting: [] };
    this.shares.set(owner, found);
    return found;
  }

  private forget(owner: string, { active, waiting }: Share): void {
    if (active === 0 && waiting.length === 0) this.shares.delete(owner);
  }
}
