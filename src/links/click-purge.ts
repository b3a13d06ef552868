import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Rounds } from '../database/rounds';
import { ClicksRepository } from './clicks.repository';

const PAUSE_MS = 3_600_000;
/** Days that a click is remembered: far longer than it lasts. How often a link was clicked is counted at the link. */
const KEPT_DAYS = 1;
const MOST_AT_ONCE = 1_000;

/** Forgets clicks that are over. The button of a page so old makes a new click, as it would have anyway. */
@Injectable()
export class ClickPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ClickPurge.name);
  private readonly rounds = new Rounds(() => this.round(), PAUSE_MS);

  constructor(private readonly clicks: ClicksRepository) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  async purge(): Promise<void> {
    while ((await this.clicks.purge(KEPT_DAYS, MOST_AT_ONCE)) === MOST_AT_ONCE);
  }

  private async round(): Promise<void> {
    try {
      await this.purge();
    } catch {
      this.logger.warn({ msg: 'old clicks could not be forgotten' });
    }
  }
}
