/** Actions done at once, and milliseconds until the next batch: 1,600 a second. */
const BATCH = 8;
const PAUSE_MS = 5;

/** Does actions that can wait, in small batches and in order of arrival, so that requests are worked on in between. */
export class BatchedActions {
  private waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | null = null;

  do(act: () => void): void {
    this.waiting.push(act);
    this.timer ??= setTimeout(() => this.next(), PAUSE_MS);
  }

  private next(): void {
    const due = this.waiting.slice(0, BATCH);
    this.waiting = this.waiting.slice(BATCH);
    this.timer = this.waiting.length > 0 ? setTimeout(() => this.next(), PAUSE_MS) : null;
    for (const act of due) act();
  }
}
