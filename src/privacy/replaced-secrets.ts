/** Secrets of one owner that are good at once, the current one included. */
export const MAX_SECRETS = 10;

/**
 * A secret that was replaced and is good until its overlap is over, as `portico.replace_secret` (migration 0012) keeps
 * it.
 */
export interface ReplacedSecret {
  /** Hex of the sealed secret. */
  readonly sealed: string;
  /** ISO 8601, with an offset. */
  readonly until: string;
}

/** When a replaced secret ends, in milliseconds since the epoch. */
export const endOf = ({ until }: ReplacedSecret): number => Date.parse(until);

/** When the last of them ends; null: there is none. */
export function lastEndOf(replaced: readonly ReplacedSecret[]): Date | null {
  return replaced.length === 0 ? null : new Date(Math.max(...replaced.map(endOf)));
}
