import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The leaf with which a log goes on after a loss is kept beside its entry, so that the log can be verified also when the month
 * of the entry was dropped. Rows whose month is gone already have none.
 */
export class KeptBeginnings1790000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEAF);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const LEAF = `
  ALTER TABLE portico.audit_logs ADD COLUMN leaf bytea;
  ALTER TABLE portico.audit_logs DISABLE TRIGGER audit_logs_append_only;
  UPDATE portico.audit_logs AS l SET leaf = e.leaf FROM portico.audit_entries AS e WHERE e.entry_id = l.entry_id;
  ALTER TABLE portico.audit_logs ENABLE TRIGGER audit_logs_append_only;
  ALTER TABLE portico.audit_logs ADD CONSTRAINT audit_logs_leaf_check CHECK (leaf IS NOT NULL) NOT VALID;
`;
