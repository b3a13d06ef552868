import fs from 'node:fs';

/**
 * The machine is not ours alone: a round in which its host gave more than this share of it to others is made once more.
 */
const MAX_STOLEN = 0.01;
/**
 * Nor is it always as fast: so is one in which it changed by more than this share. Its neighbours alone make it a fifth
 * slower or faster for seconds or minutes.
 */
const MAX_DRIFT = 0.15;

export interface Rounds<T> {
  /** The quietest, as many as were asked for. */
  readonly counted: readonly T[];
  readonly discarded: readonly T[];
  /** The share of the machine's time that its host gave to others, in each round as it was made. */
  readonly stolen: readonly number[];
}

/**
 * Makes rounds until in so many the machine was left alone and stayed as it was; at most twice as many in all, or
 * `most`. `driftOf` says by which share it was another one, going by what a round measured more than once.
 */
export async function quietRounds<T>(
  count: number,
  round: () => Promise<T>,
  driftOf: (result: T) => number = () => 0,
  most = 2 * count,
): Promise<Rounds<T>> {
  const made: { readonly stolen: number; readonly unrest: number; readonly result: T }[] = [];
  while (made.length < most && made.filter(({ unrest }) => unrest <= 1).length < count) {
    const watch = watchHost();
    const result = await round();
    const stolen = watch();
    made.push({ stolen, unrest: Math.max(stolen / MAX_STOLEN, driftOf(result) / MAX_DRIFT), result });
  }
  const results = made.toSorted((a, b) => a.unrest - b.unrest).map(({ result }) => result);
  return {
    counted: results.slice(0, count),
    discarded: results.slice(count),
    stolen: made.map(({ stolen }) => Math.round(stolen * 1000) / 1000),
  };
}

/**
 * Says which share of the machine's time its host has given to others since (`steal` of proc(5)). Elsewhere than on
 * Linux nothing is known of it: 0.
 */
function watchHost(): () => number {
  const before = times();
  return () => {
    const now = times();
    return (now.stolen - before.stolen) / Math.max(1, now.all - before.all);
  };
}

function times(): { readonly stolen: number; readonly all: number } {
  if (process.platform !== 'linux') return { stolen: 0, all: 0 };
  const ticks = fs.readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7]!, all: ticks.reduce((sum, each) => sum + each, 0) };
}
