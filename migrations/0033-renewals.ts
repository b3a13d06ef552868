import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from '../src/database/setup/concurrent-index';

/**
 * Which consent a consent renews, and what its consumer was told of its end: replicas of the version before leave both
 * columns as they are. And an index of what was refused, which is little of the audit log.
 */
export class Renewals1790000000033 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE portico.consents ADD COLUMN IF NOT EXISTS renews uuid,
      ADD COLUMN IF NOT EXISTS expiring_told integer NOT NULL DEFAULT 0`);
    for (const index of INDEXES) await createIndexConcurrently(runner, index);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const INDEXES = [
  {
    name: 'consents_expiring_idx',
    table: 'consents',
    on: "(expiring_told, expires_at) WHERE status = 'ACTIVE' AND erased_at IS NULL",
  },
  { name: 'consents_renews_idx', table: 'consents', on: '(renews, journey_id) WHERE renews IS NOT NULL' },
  { name: 'audit_entries_refused_idx', table: 'audit_entries', on: "(action, entry_id) WHERE result = 'REFUSED'" },
] as const;
