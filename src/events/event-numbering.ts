import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Confirmation } from '../database/confirmation';
import { causeOf } from '../errors';
import { EventsRepository, type Numbering } from './events.repository';

const MAX_AT_ONCE = 500;
/** Milliseconds between rounds: once an event was recorded; otherwise (a replica may die before it numbers its own). */
const SOON_MS = 15;
const LATER_MS = 1_000;
/** Rounds in a row without a result, after which the longer interval applies. */
const PATIENCE = 20;

/**
 * Gives committed events their position in the order that consumers see and creates their deliveries, on any replica.
 * Deliveries only for confirmed events, so that no subscription receives an event that a failover would lose.
 */
@Injectable()
export class EventNumbering implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventNumbering.name);
  private readonly listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private soonLeft = 0;
  private isStopped = true;

  constructor(
    private readonly repository: EventsRepository,
    private readonly confirmation: Confirmation,
  ) {}

  /** Calls the listener whenever events were given positions on this replica. */
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
    this.timer = setTimeout(
      () => {
        this.running = this.poll().finally(() => {
          this.running = null;
          this.rest();
        });
      },
      this.soonLeft > 0 ? SOON_MS : LATER_MS,
    );
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    this.soonLeft = Math.max(0, this.soonLeft - 1);
    try {
      for (let numbered = MAX_AT_ONCE; numbered === MAX_AT_ONCE;) {
        const found = await this.repository.number(MAX_AT_ONCE);
        numbered = found.numbered;
        if (found.awaiting.length > 0) await this.address(found);
        if (numbered > 0 || found.awaiting.length > 0) for (const listener of this.listeners) listener();
      }
    } catch (error) {
      this.report('events could not be numbered', error);
    }
  }

  /** One consumer at a time: when the deliveries of one consumer cannot be created, those of the others still are. */
  private async address({ newest, awaiting }: Numbering): Promise<void> {
    await this.confirmation.confirm();
    for (const consumerId of awaiting) {
      try {
        while ((await this.repository.address(consumerId, newest, MAX_AT_ONCE)) === MAX_AT_ONCE);
      } catch (error) {
        this.report('the events of a consumer could not be addressed to its subscriptions', error);
      }
    }
  }

  private report(msg: string, error: unknown): void {
    this.logger.warn({ msg, cause: causeOf(error) });
  }
}
