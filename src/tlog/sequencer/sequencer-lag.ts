import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { Sequencer } from './sequencer';

/** Seconds that an entry may wait for its leaf index, or a checkpoint for the sink, unreported: tenfold the promise. */
const MAX_SECONDS = 10;

const FOUND = `
  SELECT
    coalesce((SELECT extract(epoch FROM clock_timestamp() - q.queued_at) FROM portico.audit_unsequenced AS q
      ORDER BY q.batch_id LIMIT 1), 0)::float8 AS unsealed,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - c.signed_at) FROM portico.audit_checkpoints AS c
      WHERE c.tree_size > s.outside_size ORDER BY c.tree_size LIMIT 1), 0)::float8 AS unsaved,
    s.trouble
  FROM portico.sealing_state AS s`;

interface Found {
  /** Seconds that the oldest entry without a leaf index has waited; 0 when none waits. */
  readonly unsealed: number;
  /** Seconds since the oldest checkpoint that is not in the sink was signed; 0 when all are, or there is no sink. */
  readonly unsaved: number;
  readonly trouble: string | null;
}

/** How far the proofs are behind. Every replica can tell, whichever leads, and also when none does. */
@Injectable()
export class SequencerLag {
  readonly name = 'audit-proofs';

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Sequencer) private readonly sequencer: Pick<Sequencer, 'keyTrouble'>,
  ) {}

  /** Whether this replica holds no key that may sign the log now: it cannot take over. */
  get isKeyWrong(): boolean {
    return this.sequencer.keyTrouble !== '';
  }

  /** Seconds that the oldest entry without a leaf index has waited; 0 when none waits. */
  async seconds(): Promise<number> {
    return (await this.find()).unsealed;
  }

  /**
   * Resolves to the problem: what keeps the leader from working, or would keep this replica from it, and what has
   * waited too long. Never makes a replica
   * unready: waiting entries are safe, and would not be sealed sooner if it received no requests.
   */
  readonly check = async (): Promise<string | undefined> => {
    const { unsealed, unsaved, trouble } = await this.find();
    const reasons = [
      trouble ?? '',
      this.sequencer.keyTrouble === trouble ? '' : this.sequencer.keyTrouble,
      unsealed > MAX_SECONDS ? `the oldest audit entry has waited ${Math.round(unsealed)} s to be sealed` : '',
      unsaved > MAX_SECONDS
        ? `the oldest checkpoint has waited ${Math.round(unsaved)} s to be brought outside the database`
        : '',
    ].filter(Boolean);
    return reasons.join('; ') || undefined;
  };

  async find(): Promise<Found> {
    return (await reading(() => this.pool.query<Found>(FOUND))).rows[0]!;
  }
}
