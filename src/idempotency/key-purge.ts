import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Rounds } from '../database/rounds';
import { IdempotencyRepository } from './idempotency.repository';

const PAUSE_MS = 60_000;
/** Days that a key is remembered. */
export const KEPT_DAYS = 30;

/** Forgets answers whose one-time URL has expired, within a minute or two, and keys after thirty days. */
@Injectable()
export class KeyPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(KeyPurge.name);
  private readonly rounds = new Rounds(() => this.round(), PAUSE_MS);

  constructor(private readonly repository: IdempotencyRepository) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  async purge(): Promise<void> {
    await this.repository.eraseExpired();
    await this.repository.purge(KEPT_DAYS);
  }

  private async round(): Promise<void> {
    try {
      await this.purge();
    } catch {
      this.logger.warn({ msg: 'old idempotency keys could not be forgotten' });
    }
  }
}
