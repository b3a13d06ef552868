// The tree of RFC 6962, section 2.1, grown leaf by leaf. Written for the verifier: the gateway has its own.
const { createHash, hash: digest } = require('node:crypto');

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
/** crypto.hash is the faster way, where Node has it. */
const hash = digest
  ? (...parts) => digest('sha256', Buffer.concat(parts), 'buffer')
  : (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

const leafHash = (bytes) => hash(LEAF, bytes);

/** Over complete subtrees that shrink from left to right. */
const rootOf = (subtrees) =>
  subtrees.length === 0 ? hash() : subtrees.reduceRight((right, left) => hash(NODE, left, right));

class Tree {
  size = 0;
  /** peaks[h]: the hash of the complete subtree of height h at the right edge, where there is one. */
  peaks = [];

  /** Calls `onComplete(height, position, hash)` for each subtree that the leaf completes. */
  add(leaf, onComplete) {
    let carried = leaf;
    let height = 0;
    for (; this.peaks[height]; height += 1) {
      carried = hash(NODE, this.peaks[height], carried);
      this.peaks[height] = null;
      onComplete(height + 1, Math.floor(this.size / 2 ** (height + 1)), carried);
    }
    this.peaks[height] = carried;
    this.size += 1;
  }

  root() {
    return rootOf(this.peaks.filter(Boolean).toReversed());
  }
}

module.exports = { leafHash, rootOf, Tree };
