import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { Statement, write, type Write } from '../../database/write';

/** One unit of a quota; `most` is how many there are today. */
export interface QuotaRow {
  readonly quota: string;
  readonly subject: string;
  readonly most: number;
}

const target = ({ quota, subject }: QuotaRow): string => `${quota} ${subject}`;

/** Refused (no row) when the day's quota is used up. */
const TAKE = new Statement<QuotaRow>({
  name: 'quotas.take',
  target,
  text: `
    INSERT INTO portico.quota_usage AS q (quota, subject, day, used, most)
    SELECT r.quota, r.subject, (now() AT TIME ZONE 'UTC')::date, 1, r.most
    FROM $rows AS r(quota text, subject text, most integer)
    ON CONFLICT ON CONSTRAINT quota_usage_pkey DO UPDATE SET used = q.used + 1, most = excluded.most
      WHERE q.used < excluded.most
    RETURNING 1`,
});

const USED_UP = `
  SELECT 1 FROM portico.quota_usage AS q
  WHERE q.quota = $1 AND q.subject = $2 AND q.day = (now() AT TIME ZONE 'UTC')::date AND q.used >= $3`;

/** Always returns a row, also when midnight has passed in between. */
const GIVE_BACK = new Statement<QuotaRow>({
  name: 'quotas.give_back',
  target,
  text: `
    INSERT INTO portico.quota_usage AS q (quota, subject, day, used, most)
    SELECT r.quota, r.subject, (now() AT TIME ZONE 'UTC')::date, 0, r.most
    FROM $rows AS r(quota text, subject text, most integer)
    ON CONFLICT ON CONSTRAINT quota_usage_pkey DO UPDATE SET used = greatest(0, q.used - 1)
    RETURNING 1`,
});

@Injectable()
export class QuotasRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Whether a unit is left today; nothing is taken. */
  async isLeft({ quota, subject, most }: QuotaRow): Promise<boolean> {
    const { rowCount } = await reading(() => this.pool.query(USED_UP, [quota, subject, most]));
    return rowCount === 0;
  }

  take(row: QuotaRow): Write<void> {
    return write(TAKE, row, undefined);
  }

  giveBack(row: QuotaRow): Write<void> {
    return write(GIVE_BACK, row, undefined);
  }

  /** Whether the error is that the day's quota is used up. */
  isUsedUp(error: unknown): boolean {
    return TAKE.refused(error);
  }
}
