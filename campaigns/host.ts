import fs from 'node:fs';

/** The machine is shared: a round in which its host gave more than this share of the time to others is repeated. */
const MAX_STOLEN = 0.01;
/**
 * Its speed varies: a round in which it changed by more than this share is repeated too. Other guests of the host make
 * it a fifth slower or faster for seconds or minutes.
 */
const MAX_DRIFT = 0.15;

export interface Rounds<T> {
  /** The least disturbed rounds, as many as were requested. */
  readonly counted: readonly T[];
  readonly discarded: readonly T[];
  /** The share of the machine's time that its host gave to others, for each round in order. */
  readonly stolen: readonly number[];
}

/**
 * Runs rounds until enough of them were undisturbed; at most twice as many in all, or `most`. `driftOf` returns the
 * share by which the machine's speed changed during a round, by what the round measured more than once.
 */
export async function quietRounds<T>(
  count: number,
  round: () => Promise<T>,
  driftOf: (result: T) => number = () => 0,
  most = 2 * count,
): Promise<Rounds<T>> {
  const made: { readonly stolen: number; readonly unrest: number; readonly result: T }[] = [];
  while (made.length < most && made.filter(({ unrest }) => unrest <= 1).length < count) {
    const probe = measureHost();
    const result = await round();
    const stolen = probe();
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
 * Returns the share of the machine's time that its host has given to others since (`steal` of proc(5)); 0 on systems
 * other than Linux, where it is unknown.
 */
function measureHost(): () => number {
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
