import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Committer } from '../../database/committer';
import { PeriodicTask } from '../../database/work/periodic-task';
import { nothing, together, type Write } from '../../database/write';
import { causeOf } from '../../errors';
import { type SubjectKey, SubjectKeys } from '../subject-keys';
import { type OldValue, ValuesToSealRepository } from './values-to-seal.repository';

const MAX_AT_ONCE = 200;
/** Milliseconds until the first batch, and until the next try when the database cannot be reached. */
const PAUSE_MS = 1_000;

/** Seals, in batches, what was stored in clear before migration 0015, until none is left; deletes erased subjects'. */
@Injectable()
export class SealingOfOldValues implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SealingOfOldValues.name);
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    PAUSE_MS,
    (error) => this.logger.warn({ msg: 'values of an earlier version could not be sealed yet', cause: causeOf(error) }),
  );

  constructor(
    private readonly keys: SubjectKeys,
    private readonly committer: Committer,
    private readonly values: ValuesToSealRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  private async round(): Promise<void> {
    while ((await this.batch()) === MAX_AT_ONCE);
    void this.rounds.stop();
  }

  private async batch(): Promise<number> {
    const rows = await this.values.list(MAX_AT_ONCE);
    const keys = await this.keys.findAll(rows.map(({ subject_id }) => subject_id));
    for (const row of rows)
      await this.committer.commit(together(this.values.done(row), this.seal(row, keys.get(row.subject_id))));
    return rows.length;
  }

  private seal(old: OldValue, key: SubjectKey | undefined): Write<void> {
    if (!key) return nothing(undefined);
    const { context, row_id, consumer_id, value } = old;
    const sealed = key.seal(`${context} ${row_id}`, value);
    return context === 'consents.account_id'
      ? this.values.sealAccount(old, sealed, this.keys.accountIndexOf(consumer_id!, value))
      : this.values.seal(old, sealed);
  }
}
