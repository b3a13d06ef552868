import { Difference, shownValue } from './expectation';
import type { Fact } from './fact';
import { type Need, NEEDS } from './needs';
import { type Targets, World } from './world';

/** `open`: the contract leaves it open; `seen` says what this target does. `failed`: there was no answer to judge. */
export type FactVerdict = 'agrees' | 'differs' | 'open' | 'skipped' | 'failed';

export interface Result {
  readonly fact: Fact;
  readonly verdict: FactVerdict;
  /** What was seen, what differs, what is missing, or why there was no answer. */
  readonly told: string | null;
}

/** Checks every fact against the targets, one after the other; facts without effects first. */
export async function* run(facts: readonly Fact[], targets: Targets): AsyncGenerator<Result> {
  const world = new World(targets);
  const known = facts.filter(({ vendor }) => world.has(vendor));
  const [effects, harmless] = [true, false].map((changes) =>
    known.filter(({ needs }) => needs.includes('effects') === changes),
  ) as [Fact[], Fact[]];
  for (const fact of [...harmless, ...effects]) yield judge(fact, world);
}

async function judge(fact: Fact, world: World): Promise<Result> {
  const missing = fact.needs.filter((need) => !world.provides(need, fact.vendor));
  if (missing.length > 0) return { fact, verdict: 'skipped', told: inWords(missing) };
  try {
    const seen = (await fact.check(world)) ?? null;
    if (fact.choice === undefined) return { fact, verdict: 'agrees', told: seen };
    if (world.isSandbox && seen !== fact.choice)
      throw new Difference('what the sandbox chose', fact.choice, shownValue(seen));
    return { fact, verdict: 'open', told: seen };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { fact, verdict: error instanceof Difference ? 'differs' : 'failed', told };
  }
}

const inWords = (needs: readonly Need[]): string => needs.map((need) => NEEDS[need]).join('; ');
