import { nodeHash, rootOf, type Subtree } from './merkle';

/** Heights of the subtrees whose hashes are stored: every eighth, so that one row stands for 256 below it. */
export const STORED_EVERY = 8;

export interface StoredSubtree extends Subtree {
  readonly hash: Buffer;
}

/** The right edge of a growing tree: all that appending and the root need. */
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

  /** Adds a leaf by its hash. Gives the subtrees that became complete and are to be stored, lowest first. */
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
