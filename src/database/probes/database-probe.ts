import { Injectable, Logger } from '@nestjs/common';
import { CommitProbe } from './commit-probe';
import { DatabaseStart } from './database-start';

/** Readiness of the database: a commit can be made, and the standby confirms it. Each change is logged. */
@Injectable()
export class DatabaseProbe {
  readonly name = 'database';
  private readonly logger = new Logger('DatabaseProbe');
  private trouble: { readonly reason: string; readonly since: number } | null = null;

  constructor(
    private readonly commits: CommitProbe,
    private readonly start: DatabaseStart,
  ) {}

  readonly check = async (): Promise<void> => {
    try {
      await this.commits.check();
      if (this.start.isWaiting)
        throw Object.assign(new Error(), { reason: 'what begins with the database has not begun yet' });
      this.note(null);
    } catch (error) {
      this.note((error as { reason: string }).reason);
      throw error;
    }
  };

  /** Reasons that differ only in a number count as the same reason. */
  private note(reason: string | null): void {
    const before = this.trouble;
    if (reason?.replace(/[\d.]+/g, '') === before?.reason.replace(/[\d.]+/g, '')) return;
    this.trouble = reason === null ? null : { reason, since: before?.since ?? performance.now() };
    if (reason !== null) this.logger.error({ msg: 'the database cannot be used', reason });
    else
      this.logger.log({
        msg: 'the database can be used again',
        after_seconds: Math.round((performance.now() - before!.since) / 1000),
      });
  }
}
