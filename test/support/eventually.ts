/**
 * Milliseconds between two polls: short at first, then a tenth of the time waited. A poll may open a connection to the
 * database, which costs more than the wait.
 */
const [FIRST, MAX_PAUSE_MS] = [10, 50];

/** Polls until the value passes, and returns it. Fails after twenty seconds with the last value. */
export async function eventually<T>(
  read: () => Promise<T>,
  passes: (value: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    const value = await read();
    if (passes(value)) return value;
    const waited = performance.now() - begun;
    if (waited > withinMs) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, Math.min(MAX_PAUSE_MS, Math.max(FIRST, waited / 10))));
  }
}
