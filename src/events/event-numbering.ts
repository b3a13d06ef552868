import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EventsRepository } from './events.repository';

const MOST_AT_ONCE = 500;
/** Milliseconds between two looks: shortly after an event was described, and otherwise (another replica may have died before it looked). */
const SOON_MS = 15;
const LATER_MS = 1_000;
/** Looks in a row that find nothing, after which it is no longer soon. */
const PATIENCE = 20;

/** Gives committed events their place in the order that consumers see, on whichever replica looks first. */
@Injectable()
export class EventNumbering implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventNumbering.name);
  private readonly listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private soonLeft = 0;
  private isStopped = true;

  constructor(private readonly repository: EventsRepository) {}

  /** Calls whenever events got their place here. */
  onNumbered(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** An event is about to be committed. */
  soon(): void {
    const isResting = this.soonLeft === 0;
    this.soonLeft = PATIENCE;
    if (isResting && !this.isStopped && !this.running) this.rest();
  }

  onApplicationBootstrap(): void {
    this.isStopped = false;
    this.rest();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private rest(): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.look().finally(() => {
        this.running = null;
        this.rest();
      });
    }, this.soonLeft > 0 ? SOON_MS : LATER_MS);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    this.soonLeft = Math.max(0, this.soonLeft - 1);
    try {
      for (let numbered = MOST_AT_ONCE; numbered === MOST_AT_ONCE;) {
        numbered = await this.repository.number(MOST_AT_ONCE);
        if (numbered > 0) for (const listener of this.listeners) listener();
      }
    } catch (error) {
      this.logger.warn({ msg: 'events could not be numbered', cause: error instanceof Error ? error.name : typeof error });
    }
  }
}
