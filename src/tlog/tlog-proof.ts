const lines = (hashes: readonly Buffer[]): string => hashes.map((hash) => `${hash.toString('base64')}\n`).join('');

export interface Inclusion {
  /** The bytes whose hash is the leaf. */
  readonly leaf: Buffer;
  readonly index: number;
  /** From the leaf's sibling upwards. */
  readonly hashes: readonly Buffer[];
  /** The checkpoint as it was signed. */
  readonly checkpoint: string;
}

/** A receipt (https://c2sp.org/tlog-proof). Its extra data are the leaf, so that it is self-contained. */
export function receiptText({ leaf, index, hashes, checkpoint }: Inclusion): string {
  return `c2sp.org/tlog-proof@v1\nextra ${leaf.toString('base64')}\nindex ${index}\n${lines(hashes)}\n${checkpoint}`;
}

/** Proves that a tree continues that of `first` leaves, as in https://c2sp.org/tlog-witness, add-checkpoint. */
export function consistencyText(first: number, hashes: readonly Buffer[], checkpoint: string): string {
  return `old ${first}\n${lines(hashes)}\n${checkpoint}`;
}
