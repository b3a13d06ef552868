import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { Statement, write, type Write } from '../../database/write';
import type { Withdrawn } from '../../journey-registry/withdrawal';

/** An erasure that a replica has taken: no other has it until its lease ends. */
export interface DueErasure {
  readonly subject_id: string;
  readonly reason: string | null;
  /** Who asked for it. */
  readonly operator: string | null;
  readonly told: readonly Withdrawn[];
  /** Whether it is erased in any case now. */
  readonly is_last: boolean;
}

/** How an erasure stands. */
export interface ErasureState {
  readonly attempts: number;
  readonly told: readonly Withdrawn[];
  readonly erased_at: Date | null;
}

/** Asked for again, it is due again, unless it is erased. */
const REQUEST = new Statement<{ subject_id: string; reason: string | null; operator: string | null; seconds: number }>({
  name: 'erasures.request',
  target: ({ subject_id }) => subject_id,
  text: `
    INSERT INTO portico.subject_erasures AS x (subject_id, reason, operator, due_at, give_up_at)
    SELECT r.subject_id, r.reason, r.operator, now(), now() + make_interval(secs => r.seconds)
    FROM $rows AS r(subject_id uuid, reason text, operator text, seconds double precision)
    ON CONFLICT ON CONSTRAINT subject_erasures_pkey DO UPDATE SET reason = excluded.reason,
      operator = excluded.operator, due_at = excluded.due_at, give_up_at = excluded.give_up_at, attempts = 0
    WHERE x.erased_at IS NULL
    RETURNING 1`,
});

const TAKE = `
  WITH due AS (
    SELECT x.subject_id FROM portico.subject_erasures AS x WHERE x.due_at <= now() ORDER BY x.due_at LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  UPDATE portico.subject_erasures AS x
  SET attempts = x.attempts + 1, due_at = now() + make_interval(secs => $2)
  FROM due AS d WHERE x.subject_id = d.subject_id
  RETURNING x.subject_id, x.reason, x.operator, x.told, x.give_up_at <= now() AS is_last`;

const LATER = `
  UPDATE portico.subject_erasures AS x SET told = $2, due_at = now() + make_interval(secs => $3)
  WHERE x.subject_id = $1 AND x.erased_at IS NULL`;

const STATE = `
  SELECT x.attempts, x.told, x.erased_at FROM portico.subject_erasures AS x WHERE x.subject_id = $1`;

/** The subjects that were erased since an instant, in order; the same instant is read again. */
const SINCE = `
  SELECT x.subject_id, x.erased_at FROM portico.subject_erasures AS x
  WHERE x.erased_at >= $1 ORDER BY x.erased_at, x.subject_id LIMIT $2`;

const STILL_KEPT = `
  SELECT k.subject_id FROM portico.subject_keys AS k
  WHERE k.subject_id = ANY ($1::uuid[]) AND k.wrapped_key IS NOT NULL`;

@Injectable()
export class ErasuresRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** `seconds`: how long vendors are asked again. Refused when it is erased. */
  request(subjectId: string, asked: Pick<DueErasure, 'reason' | 'operator'>, seconds: number): Write<void> {
    return write(REQUEST, { subject_id: subjectId, ...asked, seconds }, undefined);
  }

  async take(most: number, leaseSeconds: number): Promise<DueErasure[]> {
    return (await reading(() => this.pool.query<DueErasure>(TAKE, [most, leaseSeconds]))).rows;
  }

  async later(subjectId: string, told: readonly Withdrawn[], seconds: number): Promise<void> {
    await reading(() => this.pool.query(LATER, [subjectId, JSON.stringify(told), seconds]));
  }

  async state(subjectId: string): Promise<ErasureState | null> {
    return (await reading(() => this.pool.query<ErasureState>(STATE, [subjectId]))).rows[0] ?? null;
  }

  async since(at: Date, most: number): Promise<{ subject_id: string; erased_at: Date }[]> {
    return (await reading(() => this.pool.query<{ subject_id: string; erased_at: Date }>(SINCE, [at, most]))).rows;
  }

  /** Of these subjects, those whose key is not destroyed. */
  async stillKept(subjectIds: readonly string[]): Promise<string[]> {
    const { rows } = await reading(() => this.pool.query<{ subject_id: string }>(STILL_KEPT, [subjectIds]));
    return rows.map(({ subject_id }) => subject_id);
  }
}
