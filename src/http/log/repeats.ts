/** Milliseconds in which repeated lines are counted instead of written. */
const WINDOW_MS = 10_000;

interface Window {
  line: object;
  count: number;
}

/**
 * Writes the first of several equal lines, and then, every ten seconds, the last one with the number of repetitions.
 * Ids and numbers are ignored: in an outage all requests fail alike. The request log still has one line for each.
 */
export class Repeats {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly write: (line: object) => void,
    private readonly windowMs = WINDOW_MS,
  ) {}

  tell(line: object): void {
    const key = JSON.stringify(line, (name, value: unknown) =>
      typeof value === 'number' || name.endsWith('_id') ? undefined : value,
    );
    const open = this.windows.get(key);
    if (open) {
      Object.assign(open, { line, count: open.count + 1 });
      return;
    }
    this.write(line);
    this.begin(key, { line, count: 0 });
  }

  private begin(key: string, window: Window): void {
    this.windows.set(key, window);
    setTimeout(() => {
      this.windows.delete(key);
      if (window.count === 0) return;
      this.write({ ...window.line, repeated: window.count });
      this.begin(key, { line: window.line, count: 0 });
    }, this.windowMs).unref();
  }
}
