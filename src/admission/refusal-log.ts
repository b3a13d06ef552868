import type { Logger } from 'pino';

/** Lines per second; of the others only the number is logged. */
const MAX_LINES = 20;
const WINDOW_MS = 1_000;

/**
 * Writes one line for each request that was refused before the application saw it, so that its request id can be found.
 * In a flood it writes the first lines of each second, and then how many more there were.
 */
export class RefusalLog {
  private count = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly logger: Pick<Logger, 'info' | 'warn'>) {}

  note(line: Readonly<Record<string, unknown>>): void {
    this.timer ??= setTimeout(() => this.tellRest(), WINDOW_MS).unref();
    this.count++;
    if (this.count <= MAX_LINES) this.logger.info(line);
  }

  private tellRest(): void {
    if (this.count > MAX_LINES)
      this.logger.warn({
        msg: 'more requests were refused before they were worked on',
        count: this.count - MAX_LINES,
      });
    this.count = 0;
    this.timer = null;
  }
}
