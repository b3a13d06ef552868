/** The most secrets of one owner that are valid at once, including the current one. */
export const MAX_SECRETS = 10;

/** A replaced secret, valid until its overlap ends, as `portico.replace_secret` (migration 0012) stores it. */
export interface ReplacedSecret {
  /** Hex of the sealed secret. */
  readonly sealed: string;
  /** ISO 8601, with an offset. */
  readonly until: string;
}

/** When a replaced secret expires, in milliseconds since the epoch. */
export const endOf = ({ until }: ReplacedSecret): number => Date.parse(until);

/** When the last of them expires; null: there is none. */
export function lastEndOf(replaced: readonly ReplacedSecret[]): Date | null {
  return replaced.length === 0 ? null : new Date(Math.max(...replaced.map(endOf)));
}
