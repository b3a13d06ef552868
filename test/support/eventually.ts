/**
 * Polls until the value passes, without a fixed wait; gives the value. Fails after twenty seconds with the last one.
 */
export async function eventually<T>(
  read: () => Promise<T>,
  passes: (value: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    const value = await read();
    if (passes(value)) return value;
    if (performance.now() - begun > withinMs) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
