/** A name, and the work that must not fail. */
export type NamedTest = readonly [name: string, work: () => Promise<void>];

/**
 * Tests that mostly wait: the work of all begins together, before the first of them, and each passes or fails by its
 * own.
 */
export function testsAtOnce(tests: readonly NamedTest[], timeoutMs?: number): void {
  const begun: Promise<void>[] = [];
  beforeAll(() => {
    for (const [, work] of tests) begun.push(work());
    for (const one of begun) one.catch(() => undefined);
  });
  for (const [index, [name]] of tests.entries()) it(name, () => begun[index]!, timeoutMs);
}
