import DataLoader from 'dataloader';

const MAX_KEYS = 256;
/** Milliseconds. Waiting callers older than this fail with a read that fails, so that they can answer in time. */
const MAX_WAIT = 1_000;

/**
 * Reads rows by key for many callers at once. Callers that ask during a read share the next one, so no row is older
 * than the call; shared rows must not be changed. Reads begin at least `spacingMs` apart, a bound on outsiders.
 */
export function sharedRead<Row extends object>(
  read: (keys: string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
  longestWait = MAX_WAIT,
  spacingMs = 0,
): (key: string) => Promise<Row | null> {
  const waiting: { readonly dispatch: () => void; readonly since: number }[] = [];
  let isReading = false;
  let begunAt = 0;
  /** The failure with which the next read fails without being tried; null: it is tried. */
  let inherited: unknown = null;

  const arrive = (dispatch: () => void): void => {
    if (isReading) waiting.push({ dispatch, since: performance.now() });
    else begin(dispatch, null);
  };
  const begin = (dispatch: () => void, failure: unknown): void => {
    isReading = true;
    begunAt = performance.now();
    inherited = failure;
    dispatch();
  };
  const end = (failure: unknown): void => {
    const early = spacingMs - (performance.now() - begunAt);
    // A timer may fire a millisecond early.
    if (early > 0) setTimeout(goOn, Math.ceil(early) + 1, failure).unref();
    else goOn(failure);
  };
  const goOn = (failure: unknown): void => {
    isReading = false;
    const next = waiting.shift();
    if (next) begin(next.dispatch, performance.now() - next.since > longestWait ? failure : null);
  };
  const readAll = async (keys: readonly string[]): Promise<(Row | null)[]> => {
    try {
      if (inherited !== null) throw inherited;
      const found = new Map((await read([...new Set(keys)])).map((row) => [keyOf(row), row]));
      end(null);
      return keys.map((key) => found.get(key) ?? null);
    } catch (error) {
      end(error);
      throw error;
    }
  };
  // Callers in one turn of the event loop go into the same batch.
  const loader = new DataLoader<string, Row | null>(readAll, {
    cache: false,
    maxBatchSize: MAX_KEYS,
    batchScheduleFn: (dispatch) => void setImmediate(arrive, dispatch),
  });
  return (key) => loader.load(key);
}
