import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { Statement, write, type Write } from '../../database/write';

/** Audit rows per kind and minute that are written individually, by all replicas together. */
export const ROWS_A_MINUTE = 10;
/** Seconds between two audit rows that count the remaining occurrences. */
export const COUNT_SECONDS = 10;

interface Counted {
  readonly kind: string;
  readonly count: number;
}

/** Refused (no row) when the rows of the minute are used up. */
const TAKE = new Statement<{ kind: string }>({
  name: 'audit-samples.take',
  target: ({ kind }) => kind,
  text: `
    INSERT INTO portico.audit_samples AS s (kind, minute_began_at, rows_in_minute)
    SELECT r.kind, now(), 1 FROM $rows AS r(kind text)
    ON CONFLICT ON CONSTRAINT audit_samples_pkey DO UPDATE SET
      minute_began_at = CASE WHEN isSameMinute THEN s.minute_began_at ELSE now() END,
      rows_in_minute = CASE WHEN isSameMinute THEN s.rows_in_minute + 1 ELSE 1 END
    WHERE NOT isSameMinute OR s.rows_in_minute < ${ROWS_A_MINUTE}
    RETURNING 1`.replaceAll('isSameMinute', "(s.minute_began_at > now() - interval '1 minute')"),
});

const ADD = new Statement<Counted>({
  name: 'audit-samples.add',
  target: ({ kind }) => kind,
  text: `
    INSERT INTO portico.audit_samples AS s (kind, minute_began_at, rows_in_minute, uncounted)
    SELECT r.kind, '-infinity', 0, r.count FROM $rows AS r(kind text, count bigint)
    ON CONFLICT ON CONSTRAINT audit_samples_pkey DO UPDATE SET uncounted = s.uncounted + excluded.uncounted
    RETURNING 1`,
});

/** Refused (no row) when another replica counted them, or the last counting row is younger than COUNT_SECONDS. */
const COUNT = new Statement<Counted>({
  name: 'audit-samples.count',
  target: ({ kind }) => kind,
  text: `
    UPDATE portico.audit_samples AS s SET uncounted = s.uncounted - r.count, counted_at = now()
    FROM $rows AS r(kind text, count bigint)
    WHERE s.kind = r.kind AND s.uncounted >= r.count AND s.counted_at <= now() - make_interval(secs => ${COUNT_SECONDS})
    RETURNING 1`,
});

const DUE = `SELECT s.kind, s.uncounted::double precision AS count FROM portico.audit_samples AS s WHERE s.uncounted > 0
  AND s.counted_at <= now() - make_interval(secs => $1)`;

/** Limits the audit rows of each kind, across all replicas. */
@Injectable()
export class AuditSamplesRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Commit it together with the row. Refused (WriteRefused `audit-samples.take`) when this minute has enough rows. */
  take(kind: string): Write<void> {
    return write(TAKE, { kind }, undefined);
  }

  /** Adds `count` occurrences that have to be counted in a row. */
  add(kind: string, count: number): Write<void> {
    return write(ADD, { kind, count }, undefined);
  }

  /** Commit it with the row that counts them. Refused (WriteRefused `audit-samples.count`) when it is too early. */
  count({ kind, count }: Counted): Write<void> {
    return write(COUNT, { kind, count }, undefined);
  }

  /** The counts that can be written in a row now. */
  async due(): Promise<Counted[]> {
    const { rows } = await reading(() => this.pool.query<Counted>(DUE, [COUNT_SECONDS]));
    return rows;
  }
}
