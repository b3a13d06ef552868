import { nodeHash, rootOf, type Subtree } from './merkle';

/** Subtree hashes are stored at every eighth height, so that one row stands for 256 below it. */
export const STORED_EVERY = 8;

export interface StoredSubtree extends Subtree {
  readonly hash: Buffer;
}

/** The right edge of a growing tree, which is all that is needed to append leaves and to compute the root. */
export class Frontier {
  /** `edge`: the hashes of the complete subtrees of the tree, left to right. */
  constructor(
    private leaves: number,
    private readonly edge: Buffer[],
  ) {}

  get size(): number {
    return this.leaves;
  }

  get root(): Buffer {
    return rootOf(this.edge);
  }

  copy(): Frontier {
    return new Frontier(this.leaves, [...this.edge]);
  }

  /** Adds a leaf by its hash. Returns the subtrees that became complete and have to be stored, lowest first. */
  append(leafHash: Buffer): StoredSubtree[] {
    const completed: StoredSubtree[] = [];
    let hash = leafHash;
    let [height, position] = [0, this.leaves];
    for (; position % 2 === 1; position = (position - 1) / 2) {
      hash = nodeHash(this.edge.pop()!, hash);
      height += 1;
      if (height % STORED_EVERY === 0) completed.push({ height, position: (position - 1) / 2, hash });
    }
    this.edge.push(hash);
    this.leaves += 1;
    return completed;
  }
}
