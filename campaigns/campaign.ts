import path from 'node:path';

const { misuse, readArguments } = require('../../scripts/arguments.cjs') as {
  misuse(usage: string, problem: string): never;
  readArguments(called: { usage: string; options: Record<string, { type: 'string' }> }): {
    values: Record<string, string | undefined>;
  };
};

/** The result of a campaign, printed as one line of JSON. */
export interface Result {
  readonly campaign: string;
  readonly seed: number;
  readonly isPassed: boolean;
}

/** Random numbers in [0, 1) by seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of them, drawn with `random`. */
export const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)]!;

/** The median; of an even number of values, the greater of the two in the middle. */
export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Polls until the condition holds; false when it does not within so many seconds. */
export async function holdsWithin(seconds: number, condition: () => Promise<boolean>, everyMs = 200): Promise<boolean> {
  const limit = performance.now() + seconds * 1000;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() > limit) return false;
    await pause(everyMs);
  }
}

/** Whole numbers and words from `--name value`, with defaults. The first of a name's words is its default. */
export function flags<T extends Record<string, number>, Word extends string = never, W extends string = never>(
  defaults: T,
  words = {} as Record<Word, readonly W[]>,
): T & Record<Word, W> & { seed: number } {
  const given: Record<string, number | string> = { seed: Math.floor(Math.random() * 1e9), ...defaults };
  const choices: Readonly<Record<string, readonly string[]>> = words;
  for (const [name, [first]] of Object.entries(choices)) given[name] = first!;
  const usage = Object.keys(given)
    .map((name) => `[--${name} ${choices[name]?.join('|') ?? '<number>'}]`)
    .join(' ');
  const { values } = readArguments({
    usage,
    options: Object.fromEntries(Object.keys(given).map((name) => [name, { type: 'string' }])),
  });
  for (const [name, text] of Object.entries(values)) {
    given[name] = choices[name] ? text! : Number(text);
    if (!(choices[name]?.includes(text!) ?? Number.isInteger(given[name])))
      misuse(usage, `--${name} must be ${choices[name]?.join(' or ') ?? 'a whole number'}`);
  }
  return given as T & Record<Word, W> & { seed: number };
}

/**
 * Runs campaigns from the command line one after the other, on their own PostgreSQL. Prints a line of JSON for each;
 * exit code 1 when one does not pass.
 */
export async function fromCommandLine(...campaigns: readonly (() => Promise<Result>)[]): Promise<void> {
  const support = path.resolve(__dirname, '../../test/support');
  const begin = require(path.join(support, 'global-setup.js')) as () => Promise<void>;
  const end = require(path.join(support, 'global-teardown.js')) as () => Promise<void>;
  await begin();
  try {
    for (const run of campaigns) {
      const result = await run();
      process.stdout.write(`${JSON.stringify(result)}\n`);
      if (!result.isPassed) process.exitCode = 1;
    }
  } finally {
    await end();
  }
}
