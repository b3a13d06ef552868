import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a consumer has an entry about a subject is found by the index of the subject's entries, of which the
 * consumer's own is one of the first. The index that is dropped was two writes a request at random places.
 */
export class FewerIndexes1790000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX portico.audit_entries_subject_consumer_idx');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
