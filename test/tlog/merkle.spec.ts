import fc from 'fast-check';
import { Frontier } from '../../src/tlog/frontier';
import { completeSubtrees, consistencySpans, inclusionSpans, leafHash, rootOf, type Span } from '../../src/tlog/merkle';
import { isConsistent, isIncluded, treeHash } from '../support/rfc9162';

/**
 * The eight leaves of the test vectors that Certificate Transparency and its successors share, and the roots of their
 * trees by size.
 */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leaves = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.from(`leaf ${index}`));
const hashOf =
  (tree: readonly Buffer[]) =>
  ({ from, to }: Span): Buffer =>
    treeHash(tree.slice(from, to));
const grown = (tree: readonly Buffer[]): Frontier => {
  const frontier = new Frontier(0, []);
  for (const leaf of tree) frontier.append(leafHash(leaf));
  return frontier;
};

/** 0 ≤ first ≤ second ≤ 300, both ends included. */
const twoSizes = fc.tuple(fc.nat(300), fc.nat(300)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe('the Merkle tree of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))(
    'has the published root over the first %i leaves',
    (size, root) => {
      expect(grown(LEAVES.slice(0, size)).root.toString('hex')).toBe(root);
      expect(treeHash(LEAVES.slice(0, size)).toString('hex')).toBe(root);
    },
  );

  it('2.1.3: the proofs of the example over seven leaves are the nodes that the RFC names', () => {
    const [a, b, c, d, e, f, g, h, i, j, k] = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
      [0, 2],
      [2, 4],
      [4, 6],
      [6, 7],
      [0, 4],
    ].map(([from, to]) => ({ from: from!, to: to! }));
    const l = { from: 4, to: 7 };
    expect(inclusionSpans(0, 7)).toEqual([b, h, l]);
    expect(inclusionSpans(3, 7)).toEqual([c, g, l]);
    expect(inclusionSpans(4, 7)).toEqual([f, j, k]);
    expect(inclusionSpans(6, 7)).toEqual([i, k]);
    expect(consistencySpans(3, 7)).toEqual([c, d, g, l]);
    expect(consistencySpans(4, 7)).toEqual([l]);
    expect(consistencySpans(6, 7)).toEqual([i, j, k]);
    expect([a, e]).toHaveLength(2);
  });

  it('proves every leaf of every tree up to 40 leaves, and no other leaf', () => {
    for (let size = 1; size <= 40; size += 1) {
      const tree = leaves(size);
      const root = treeHash(tree);
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionSpans(index, size).map(hashOf(tree));
        expect(isIncluded(leafHash(tree[index]!), index, size, proof, root)).toBe(true);
        expect(isIncluded(leafHash(Buffer.from('another')), index, size, proof, root)).toBe(false);
        expect(isIncluded(leafHash(tree[index]!), index + 1, size, proof, root)).toBe(false);
      }
    }
  });

  it('proves the consistency of a tree with each of its earlier sizes', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const tree = leaves(second);
        const [firstRoot, secondRoot] = [treeHash(tree.slice(0, first)), treeHash(tree)];
        const proof = consistencySpans(first, second).map(hashOf(tree));
        expect(isConsistent(first, firstRoot, second, secondRoot, proof)).toBe(true);
        if (first > 0)
          expect(
            isConsistent(first, treeHash([...tree.slice(1, first), Buffer.from('another')]), second, secondRoot, proof),
          ).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('is computed from complete subtrees: any range that a proof needs', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const tree = leaves(second);
        for (const span of [
          ...consistencySpans(first, second),
          ...(second > first ? inclusionSpans(first, second) : []),
        ]) {
          const parts = completeSubtrees(span).map(({ height, position }) =>
            treeHash(tree.slice(position * 2 ** height, (position + 1) * 2 ** height)),
          );
          expect(rootOf(parts)).toEqual(hashOf(tree)(span));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the right edge of a growing tree', () => {
  it('gives every root, and every complete subtree of 256 and 65,536 leaves once', () => {
    const frontier = new Frontier(0, []);
    const tree = leaves(700);
    const completed = tree.flatMap((leaf, index) =>
      frontier.append(leafHash(leaf)).map((subtree) => ({ ...subtree, size: index + 1 })),
    );
    expect(completed).toEqual(
      [0, 1].map((position) => ({
        height: 8,
        position,
        size: (position + 1) * 256,
        hash: treeHash(tree.slice(position * 256, (position + 1) * 256)),
      })),
    );
    expect(frontier.root).toEqual(treeHash(tree));
    const large = new Frontier(0, []);
    const stored = Array.from({ length: 65_536 }, () => large.append(leafHash(Buffer.of(1)))).flat();
    expect(stored.filter(({ height }) => height === 16)).toEqual([{ height: 16, position: 0, hash: large.root }]);
    expect(stored).toHaveLength(257);
  });

  it('can be restored from the complete subtrees', () => {
    const tree = leaves(300);
    const edge = completeSubtrees({ from: 0, to: 200 }).map(({ height, position }) =>
      treeHash(tree.slice(position * 2 ** height, (position + 1) * 2 ** height)),
    );
    const frontier = new Frontier(200, edge);
    expect(frontier.root).toEqual(treeHash(tree.slice(0, 200)));
    const copy = frontier.copy();
    for (const leaf of tree.slice(200)) copy.append(leafHash(leaf));
    expect(copy.root).toEqual(treeHash(tree));
    expect([frontier.size, copy.size]).toEqual([200, 300]);
  });
});
