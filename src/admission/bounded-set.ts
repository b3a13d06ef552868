/** How many may be held at once. */
export interface Bound {
  readonly perAddress: number;
  readonly inAll: number;
}

/** Why one was dropped: it was held too long, too many were held, or the server stops. */
export type DropReason = 'late' | 'crowded' | 'stopping';

interface Held {
  readonly address: string;
  /** By `now()`. */
  readonly since: number;
}

/**
 * Holds what waits for its client, bounded per address, in total and in time. At a bound the longest-held item is
 * dropped, so that prompt clients are served: of the new item's address, or at the total of the fullest one.
 */
export class BoundedSet<T> {
  readonly dropped: Record<DropReason, number> = { late: 0, crowded: 0, stopping: 0 };
  /** In order of arrival. */
  private readonly held = new Map<T, Held>();
  private readonly byAddress = new Map<string, Set<T>>();

  /** `drop` is called once for each dropped item, not for a released one. An item is held `milliseconds` at most. */
  constructor(
    private readonly bound: Bound,
    private readonly milliseconds: number,
    private readonly drop: (dropped: T, reason: DropReason) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.held.size;
  }

  hold(one: T, address: string): void {
    this.release(one);
    const own = this.byAddress.get(address) ?? new Set<T>();
    if (own.size >= this.bound.perAddress) this.dropOldest(own);
    else if (this.held.size >= this.bound.inAll) this.dropOldest(this.largest());
    this.held.set(one, { address, since: this.now() });
    this.byAddress.set(address, own.add(one));
  }

  /** Returns whether it was held. */
  release(one: T): boolean {
    const found = this.held.get(one);
    if (!found) return false;
    this.held.delete(one);
    const own = this.byAddress.get(found.address)!;
    own.delete(one);
    if (own.size === 0) this.byAddress.delete(found.address);
    return true;
  }

  dropLate(): void {
    const limit = this.now() - this.milliseconds;
    for (const [one, { since }] of this.held) {
      if (since > limit) break;
      this.end(one, 'late');
    }
  }

  dropAll(): void {
    for (const one of this.held.keys()) this.end(one, 'stopping');
  }

  private largest(): Set<T> {
    return [...this.byAddress.values()].reduce((largest, own) => (own.size > largest.size ? own : largest));
  }

  private dropOldest(of: Set<T>): void {
    for (const oldest of of) return this.end(oldest, 'crowded');
  }

  private end(one: T, reason: DropReason): void {
    this.release(one);
    this.dropped[reason]++;
    this.drop(one, reason);
  }
}
