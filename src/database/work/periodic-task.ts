/** Repeats work in the background: one round at a time, with a pause after each; `stop` waits for the current round. */
export class PeriodicTask {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  /** `round` must not throw. The first one begins after a pause. */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  start(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.start());
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
