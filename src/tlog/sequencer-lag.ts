import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { POOL } from '../database/pool';

/** Seconds that an entry may wait for its place before something is wrong: ten times what is promised. */
const MOST_SECONDS = 10;

/** How far the proofs are behind the entries. Every replica can tell, whoever leads, and also when nobody does. */
@Injectable()
export class SequencerLag {
  readonly name = 'audit-proofs';

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Seconds that the oldest entry without a place in the tree has waited; 0 when none waits. */
  async seconds(): Promise<number> {
    const { rows } = await this.pool.query<{ seconds: number }>('SELECT extract(epoch FROM clock_timestamp() - q.queued_at)::float8 AS seconds FROM portico.audit_unsequenced AS q ORDER BY q.batch_id LIMIT 1');
    return rows[0]?.seconds ?? 0;
  }

  /** Resolves to what is amiss when nobody seals: entries that wait are safe, and no replica would seal them sooner for being spared. */
  readonly check = async (): Promise<string | undefined> => {
    const seconds = await this.seconds();
    return seconds > MOST_SECONDS ? `the oldest audit entry has waited ${Math.round(seconds)} s to be sealed` : undefined;
  };
}
