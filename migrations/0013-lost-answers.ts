import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Consents of which the consumer was told nothing yet, so that a repetition without an Idempotency-Key finds them, and how
 * often each was sent. FinPro makes a consent of every request: of two that ask for the same without a key, the second waits
 * until the first is answered.
 */
export class LostAnswers1790000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE portico.consents
        ADD COLUMN attempts integer NOT NULL DEFAULT 1,
        ADD COLUMN repeat_index bytea CONSTRAINT consents_repeat_index_key UNIQUE,
        ADD COLUMN answered_at timestamptz
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
