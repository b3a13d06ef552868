import type { Fact } from '../src/conformance/fact';
import { startOwnSandbox } from '../src/conformance/own-sandbox';
import { FACTS } from '../src/conformance/registry';
import { type Result as Judged, run } from '../src/conformance/run';
import { LIMITED, sandboxTargets } from '../src/conformance/settings';
import { createTestDatabase } from '../test/support/database';
import { flags, fromCommandLine, type Result } from './campaign';
import { DEVIATIONS, type Deviation } from './deviations';
import { otherBuild } from './other-build';

export interface ConformanceResult extends Result {
  readonly deviations: number;
  /** Deviations that no fact detected. */
  readonly missed: readonly string[];
  /** Facts that differ although nothing they state was changed. */
  readonly unexplained: readonly string[];
  readonly facts: number;
}

const states = ({ facts }: Deviation, { id }: Fact): boolean =>
  facts.some((name) => id === name || (name.endsWith('-') && id.startsWith(name)));

/**
 * A sandbox with all planted deviations from the contracts at once: each must be detected by the facts that state it,
 * and by no others. `isWhole`: all facts are checked, not only those.
 */
export async function conformance({ seed, isWhole }: { seed: number; isWhole: boolean }): Promise<ConformanceResult> {
  const facts = FACTS.filter((fact) => isWhole || DEVIATIONS.some((deviation) => states(deviation, fact)));
  const judged = await heldAgainst(facts);
  const differing = judged
    .filter(({ verdict }) => verdict === 'differs' || verdict === 'failed')
    .map(({ fact }) => fact);
  const missed = DEVIATIONS.filter((deviation) => {
    const stating = facts.filter((fact) => states(deviation, fact));
    return stating.length === 0 || stating.some((fact) => !differing.includes(fact));
  }).map(({ what }) => what);
  const unexplained = differing
    .filter((fact) => !DEVIATIONS.some((deviation) => states(deviation, fact)))
    .map(({ id }) => id);
  return {
    campaign: 'conformance',
    seed,
    isPassed: missed.length === 0 && unexplained.length === 0,
    deviations: DEVIATIONS.length,
    missed,
    unexplained,
    facts: facts.length,
  };
}

async function heldAgainst(facts: readonly Fact[]): Promise<Judged[]> {
  const build = otherBuild(...DEVIATIONS.map(({ replacement }) => replacement));
  const [usual, limited] = [await createTestDatabase(), await createTestDatabase()];
  const sandboxes = [
    await startOwnSandbox(build.sandbox, usual.sandboxUrl),
    await startOwnSandbox(build.sandbox, limited.sandboxUrl, LIMITED),
  ];
  try {
    const judged: Judged[] = [];
    for await (const result of run(facts, sandboxTargets(sandboxes[0]!.url, sandboxes[1]!.url))) judged.push(result);
    return judged;
  } finally {
    for (const sandbox of sandboxes) await sandbox.stop();
    for (const database of [usual, limited]) await database.drop();
    build.remove();
  }
}

if (require.main === module) {
  const { seed } = flags({});
  void fromCommandLine(() => conformance({ seed, isWhole: true }));
}
