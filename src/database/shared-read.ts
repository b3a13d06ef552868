import DataLoader from 'dataloader';

const MOST_KEYS = 256;

/**
 * Reads rows by a key for many callers at once. Idle, it reads at once; whoever asks while a read is under way shares the
 * next one, so that nobody is given what was read before they asked. Callers of one key share the row: it is not theirs to change.
 */
export function sharedRead<Row extends object>(read: (keys: string[]) => Promise<Row[]>, keyOf: (row: Row) => string): (key: string) => Promise<Row | null> {
  const waiting: (() => void)[] = [];
  let isReading = false;
  const begin = (dispatch: () => void): void => {
    if (isReading) return void waiting.push(dispatch);
    isReading = true;
    dispatch();
  };
  const end = (): void => {
    isReading = false;
    const next = waiting.shift();
    if (next) begin(next);
  };
  const readAll = async (keys: readonly string[]): Promise<(Row | null)[]> => {
    try {
      const found = new Map((await read([...new Set(keys)])).map((row) => [keyOf(row), row]));
      return keys.map((key) => found.get(key) ?? null);
    } finally {
      end();
    }
  };
  // Callers of one turn of the event loop are there together.
  const loader = new DataLoader<string, Row | null>(readAll, { cache: false, maxBatchSize: MOST_KEYS, batchScheduleFn: (dispatch) => void setImmediate(begin, dispatch) });
  return (key) => loader.load(key);
}
