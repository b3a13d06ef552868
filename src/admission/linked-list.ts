/** The node of a value in a list; it belongs to no list once it is removed. */
export interface ListNode<T> {
  readonly value: T;
  before: ListNode<T> | null;
  after: ListNode<T> | null;
}

/**
 * Values in order of arrival, each removed by its node. For what comes and goes with each request, instead of a Map or
 * a Set: V8 replaces the table of one as it fills up, and each table refers to the next. Once a table has become old,
 * all later ones and what was in them stay until the next look through all old objects (old-objects.e2e-spec.ts).
 */
export class LinkedList<T> {
  private first: ListNode<T> | null = null;
  private last: ListNode<T> | null = null;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The value that came first; undefined when the list is empty. */
  get oldest(): T | undefined {
    return this.first?.value;
  }

  add(value: T): ListNode<T> {
    const node: ListNode<T> = { value, before: this.last, after: null };
    if (this.last) this.last.after = node;
    else this.first = node;
    this.last = node;
    this.count++;
    return node;
  }

  /** Removes the value at a node of this list. Returns whether it was still there. */
  remove(node: ListNode<T>): boolean {
    if (node.before === null && this.first !== node) return false;
    if (node.before) node.before.after = node.after;
    else this.first = node.after;
    if (node.after) node.after.before = node.before;
    else this.last = node.before;
    node.before = null;
    node.after = null;
    this.count--;
    return true;
  }

  /** The oldest first. The value that was given last may be removed meanwhile, and no other. */
  *[Symbol.iterator](): Generator<T> {
    for (let node = this.first, after; node; node = after) {
      after = node.after;
      yield node.value;
    }
  }
}
