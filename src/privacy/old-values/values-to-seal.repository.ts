import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { Statement, write, type Write } from '../../database/write';

/** A value that an earlier version stored in clear. */
export interface OldValue {
  readonly value_id: string;
  /** The table and the column. */
  readonly context: string;
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
    FROM $rows AS r(row_id uuid, sealed bytea, index bytea)
    WHERE c.journey_id = r.row_id
    RETURNING 1`,
});

const sealed = (table: string, key: string, column: string): Statement<SealedRow> =>
  new Statement({
    name: `values-to-seal.${table}.${column}`,
    text: `UPDATE portico.${table} AS t SET ${column}_sealed = r.sealed FROM $rows AS r(row_id uuid,
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
    DELETE FROM portico.values_to_seal AS v USING $rows AS r(value_id bigint)
    WHERE v.value_id = r.value_id
    RETURNING 1`,
});

@Injectable()
export class ValuesToSealRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** The oldest first. */
  async list(most: number): Promise<OldValue[]> {
    const { rows } = await reading(() =>
      this.pool.query<OldValue>(
        'SELECT v.value_id, v.place AS context, v.row_id, v.subject_id, v.consumer_id, v.value ' +
          'FROM portico.values_to_seal AS v ORDER BY v.value_id LIMIT $1',
        [most],
      ),
    );
    return rows;
  }

  /** Removes the value in clear. Refused when another replica was faster. */
  done({ value_id }: OldValue): Write<void> {
    return write(DONE, { value_id }, undefined);
  }

  seal({ context, row_id }: OldValue, value: Buffer): Write<void> {
    return write(SEAL[context]!, { row_id, sealed: value }, undefined);
  }

  sealAccount({ row_id }: OldValue, value: Buffer, index: Buffer): Write<void> {
    return write(SEAL_ACCOUNT, { row_id, sealed: value, index }, undefined);
  }
}
