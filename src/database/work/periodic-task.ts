/** Repeats work in the background: one round at a time, with a pause after each; `stop` waits for the current round. */
export class PeriodicTask {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  /** The first round begins after a pause. `failed` is given the error of a round; the next one begins all the same. */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly pauseMs: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round()
        .catch(this.failed)
        .finally(() => this.start());
    }, this.pauseMs);
    this.timer.unref();
  }

  /** Resolves when no round is running and none will start. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
