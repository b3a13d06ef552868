import { LinkedList, type ListNode } from './linked-list';

/** How many may be held at once. */
export interface Bound {
  readonly perAddress: number;
  readonly inAll: number;
}

/** Why one was dropped: it was held too long, too many were held, or the server stops. */
export type DropReason = 'late' | 'crowded' | 'stopping';

/** What can be held, by one set at a time. */
export interface Holdable {
  /** Written by the set that holds it. */
  held: Held | null;
}

interface Held {
  readonly by: { release(one: Holdable): boolean };
  readonly node: ListNode<Holdable>;
  readonly address: string;
  /** By `now()`. */
  readonly since: number;
}

/**
 * Holds what waits for its client, bounded per address, in total and in time. At a bound the longest-held item is
 * dropped, so that prompt clients are served: of the new item's address, or at the total of the fullest one.
 */
export class BoundedSet<T extends Holdable> {
  readonly dropped: Record<DropReason, number> = { late: 0, crowded: 0, stopping: 0 };
  private readonly all = new LinkedList<T>();
  /** How many are held of each address; 0 for some that had any. */
  private readonly counts = new Map<string, number>();

  /** `drop` is called once for each dropped item, not for a released one. An item is held `milliseconds` at most. */
  constructor(
    private readonly bound: Bound,
    private readonly milliseconds: number,
    private readonly drop: (dropped: T, reason: DropReason) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.all.size;
  }

  hold(one: T, address: string): void {
    one.held?.by.release(one);
    const own = this.counts.get(address) ?? 0;
    if (own >= this.bound.perAddress) this.dropOldestOf(address);
    else if (this.size >= this.bound.inAll) this.dropOldestOf(this.fullest());
    one.held = { by: this, node: this.all.add(one), address, since: this.now() };
    this.counts.set(address, (this.counts.get(address) ?? 0) + 1);
    if (this.counts.size > 2 * this.bound.inAll) this.forgetUnused();
  }

  /** Returns whether it was held. */
  release(one: T): boolean {
    const { held } = one;
    if (held?.by !== this) return false;
    one.held = null;
    this.all.remove(held.node as ListNode<T>);
    this.counts.set(held.address, this.counts.get(held.address)! - 1);
    return true;
  }

  dropLate(): void {
    const limit = this.now() - this.milliseconds;
    for (let one = this.all.oldest; one && one.held!.since <= limit; one = this.all.oldest) this.end(one, 'late');
  }

  dropAll(): void {
    for (let one = this.all.oldest; one; one = this.all.oldest) this.end(one, 'stopping');
  }

  private fullest(): string {
    let [fullest, most] = ['', 0];
    for (const [address, count] of this.counts) if (count > most) [fullest, most] = [address, count];
    return fullest;
  }

  private dropOldestOf(address: string): void {
    for (const one of this.all) if (one.held!.address === address) return this.end(one, 'crowded');
  }

  private forgetUnused(): void {
    for (const [address, count] of this.counts) if (count === 0) this.counts.delete(address);
  }

  private end(one: T, reason: DropReason): void {
    this.release(one);
    this.dropped[reason]++;
    this.drop(one, reason);
  }
}
