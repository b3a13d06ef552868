/**
 * An evaluation that many callers share. It begins at most once per `milliseconds`, and never while one is under way;
 * callers in between get the latest result, also when it failed. With 0 only an evaluation under way is shared.
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
