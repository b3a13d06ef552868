import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { Committer } from '../database/committer';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { PeriodicTask } from '../database/work/periodic-task';
import { nothing, Statement, together, write, type Write } from '../database/write';
import { causeOf } from '../errors';
import { type SubjectKey, SubjectKeys } from './subject-keys';

const MAX_AT_ONCE = 200;
/** Milliseconds until the first batch, and until the next try when the database cannot be reached. */
const PAUSE_MS = 1_000;

interface OldValue {
  readonly value_id: string;
  readonly place: string;
  readonly row_id: string;
  readonly subject_id: string;
  readonly consumer_id: string | null;
  readonly value: string;
}

interface SealedRow {
  readonly row_id: string;
  readonly sealed: Buffer;
}

const SEAL_ACCOUNT = new Statement<SealedRow & { index: Buffer }>({
  name: 'values-to-seal.consents.account_id',
  text: `
    UPDATE portico.consents AS c SET account_sealed = r.sealed, account_index = r.index
    FROM json_to_recordset($rows) AS r(row_id uuid, sealed bytea, index bytea)
    WHERE c.journey_id = r.row_id
    RETURNING 1`,
});

const sealed = (table: string, key: string, column: string): Statement<SealedRow> =>
  new Statement({
    name: `values-to-seal.${table}.${column}`,
    text: `UPDATE portico.${table} AS t SET ${column}_sealed = r.sealed FROM json_to_recordset($rows) AS r(row_id uuid,
    sealed bytea) WHERE t.${key} = r.row_id RETURNING 1`,
  });

/** By the column that a value is in. */
const SEAL: Readonly<Record<string, Statement<SealedRow>>> = {
  'consents.redirect_url': sealed('consents', 'journey_id', 'redirect_url'),
  'consent_links.redirect_url': sealed('consent_links', 'link_id', 'redirect_url'),
  'onboarding_grants.redirect_url': sealed('onboarding_grants', 'grant_id', 'redirect_url'),
  'durable_links.settings': sealed('durable_links', 'link_id', 'settings'),
};

/** Refused (no row) when another replica was faster. */
const DONE = new Statement<{ value_id: string }>({
  name: 'values-to-seal.done',
  text: `
    DELETE FROM portico.values_to_seal AS v USING json_to_recordset($rows) AS r(value_id bigint)
    WHERE v.value_id = r.value_id
    RETURNING 1`,
});

/**
 * Seals the values that were stored in clear before migration 0015, in batches, and stops when there are none left.
 * Values of an erased subject are deleted.
 */
@Injectable()
export class SealingOfOldValues implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SealingOfOldValues.name);
  private readonly rounds = new PeriodicTask(() => this.round(), PAUSE_MS);

  constructor(
    private readonly keys: SubjectKeys,
    private readonly committer: Committer,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  private async round(): Promise<void> {
    try {
      while ((await this.batch()) === MAX_AT_ONCE);
      void this.rounds.stop();
    } catch (error) {
      this.logger.warn({ msg: 'values of an earlier version could not be sealed yet', cause: causeOf(error) });
    }
  }

  private async batch(): Promise<number> {
    const { rows } = await reading(() =>
      this.pool.query<OldValue>('SELECT * FROM portico.values_to_seal AS v ORDER BY v.value_id LIMIT $1', [
        MAX_AT_ONCE,
      ]),
    );
    const keys = await this.keys.findAll(rows.map(({ subject_id }) => subject_id));
    for (const row of rows)
      await this.committer.commit(
        together(write(DONE, { value_id: row.value_id }, undefined), this.seal(row, keys.get(row.subject_id))),
      );
    return rows.length;
  }

  private seal({ place, row_id, consumer_id, value }: OldValue, key: SubjectKey | undefined): Write<void> {
    if (!key) return nothing(undefined);
    const row = { row_id, sealed: key.seal(`${place} ${row_id}`, value) };
    if (place === 'consents.account_id')
      return write(SEAL_ACCOUNT, { ...row, index: this.keys.accountIndexOf(consumer_id!, value) }, undefined);
    return write(SEAL[place]!, row, undefined);
  }
}
