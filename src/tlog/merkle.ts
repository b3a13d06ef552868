import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** The leaves from `from` (inclusive) to `to` (exclusive). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The complete subtree over the leaves `position × 2^height` to `(position + 1) × 2^height`. */
export interface Subtree {
  readonly height: number;
  readonly position: number;
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');

/** Hashes that stand one behind the other; they share the bytes. */
export const hashesIn = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_none, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** MTH({d}) of RFC 6962, section 2.1. */
export function leafHash(bytes: Uint8Array): Buffer {
  return sha256(LEAF, bytes);
}

/** The hash of two subtrees side by side. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(NODE, left, right);
}

/** MTH of adjacent complete subtrees that shrink from left to right; of the empty tree when there are none. */
export function rootOf(subtrees: readonly Buffer[]): Buffer {
  return subtrees.length === 0 ? sha256() : subtrees.reduceRight((right, left) => nodeHash(left, right));
}

/** The complete subtrees that make up the span, left to right. */
export function completeSubtrees({ from, to }: Span): Subtree[] {
  const found: Subtree[] = [];
  for (let at = from; at < to;) {
    let [height, width] = [0, 1];
    while (width * 2 <= to - at && at % (width * 2) === 0) [height, width] = [height + 1, width * 2];
    found.push({ height, position: at / width });
    at += width;
  }
  return found;
}

/** Where a span's tree divides: the left part is the largest power of two that is smaller than the span. */
function middle({ from, to }: Span): number {
  let left = 1;
  while (left * 2 < to - from) left *= 2;
  return from + left;
}

/** PATH(m, D[n]) of RFC 6962, 2.1.1: spans whose hashes lead from the leaf to the root, its sibling first. */
export function inclusionSpans(index: number, size: number): Span[] {
  const path = (whole: Span): Span[] => {
    if (whole.to - whole.from === 1) return [];
    const at = middle(whole);
    const [left, right] = [
      { from: whole.from, to: at },
      { from: at, to: whole.to },
    ];
    return index < at ? [...path(left), right] : [...path(right), left];
  };
  return path({ from: 0, to: size });
}

/** PROOF(m, D[n]) of RFC 6962, 2.1.2: spans that show that tree `second` begins with `first`; none if it is empty. */
export function consistencySpans(first: number, second: number): Span[] {
  const subproof = (whole: Span, isFirstTree: boolean): Span[] => {
    if (whole.to === first) return isFirstTree ? [] : [whole];
    const at = middle(whole);
    const [left, right] = [
      { from: whole.from, to: at },
      { from: at, to: whole.to },
    ];
    return first <= at ? [...subproof(left, isFirstTree), right] : [...subproof(right, false), left];
  };
  return first === 0 ? [] : subproof({ from: 0, to: second }, true);
}
