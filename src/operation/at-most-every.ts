/**
 * An evaluation that many callers share. It begins at most once in `milliseconds`, and never while one is under way:
 * callers in between are given the latest, also when it failed. With 0 only what is under way is shared.
 */
export function atMostEvery<T>(
  milliseconds: number,
  evaluate: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let latest: { readonly found: Promise<T>; readonly begun: number } | null = null;
  let isUnderWay = false;
  return () => {
    if (latest !== null && (isUnderWay || now() - latest.begun < milliseconds)) return latest.found;
    isUnderWay = true;
    const found = evaluate().finally(() => {
      isUnderWay = false;
    });
    latest = { found, begun: now() };
    return found;
  };
}
