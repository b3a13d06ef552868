/** Work that waits in the database until it is due. */
export interface Due<Task> {
  /** Takes at most `most` due tasks, each under a lease, so that no other replica has them. */
  take(most: number): Promise<readonly Task[]>;
  /** Does one task, and settles it in the database. */
  work(task: Task): Promise<void>;
  /** Receives the errors. A task that failed is taken again when its lease runs out. */
  report(error: unknown): void;
}

export interface DueLimits {
  /** Tasks under way at once. */
  readonly most: number;
  /** Milliseconds between two checks for due tasks when nothing wakes the worker. */
  readonly pauseMs: number;
}

/** Does due work in the background, many tasks at once; a slow task does not delay the others. */
export class LeasedWorker<Task> {
  private readonly underWay = new Set<Promise<void>>();
  private taking: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isAsked = false;
  private isStopped = true;

  constructor(
    private readonly due: Due<Task>,
    private readonly limits: DueLimits,
  ) {}

  start(): void {
    this.isStopped = false;
    this.wake();
  }

  /** Signals that there may be something to do now. */
  wake(): void {
    if (this.isStopped) return;
    this.isAsked = true;
    this.taking ??= this.takeAll().finally(() => {
      this.taking = null;
      if (this.isAsked) this.wake();
      else this.rest();
    });
  }

  /** Resolves when nothing is under way and nothing more will be taken. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.taking;
    await Promise.all(this.underWay);
  }

  private rest(): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => this.wake(), this.limits.pauseMs);
    this.timer.unref();
  }

  private async takeAll(): Promise<void> {
    while (this.isAsked && !this.isStopped) {
      this.isAsked = false;
      const free = this.limits.most - this.underWay.size;
      if (free <= 0) return;
      const tasks = await this.takeSome(free);
      for (const task of tasks) this.begin(task);
      this.isAsked ||= tasks.length > 0;
    }
    this.isAsked = false;
  }

  private async takeSome(most: number): Promise<readonly Task[]> {
    try {
      return await this.due.take(most);
    } catch (error) {
      this.due.report(error);
      return [];
    }
  }

  private begin(task: Task): void {
    const done = this.due
      .work(task)
      .catch((error: unknown) => this.due.report(error))
      .finally(() => {
        const wasFull = this.underWay.size >= this.limits.most;
        this.underWay.delete(done);
        if (wasFull) this.wake();
      });
    this.underWay.add(done);
  }
}
