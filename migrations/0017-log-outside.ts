import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lies outside the database, as every replica can read it, and the logs that were begun anew after checkpoints were lost. */
export class LogOutside1790000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [STATE, LOGS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** One row, written by the leader: how far the checkpoints outside reach (null where there is no such place), and what keeps it from its work. */
const STATE = `
  CREATE TABLE portico.sealing_state (
    is_only boolean DEFAULT true CONSTRAINT sealing_state_pkey PRIMARY KEY CONSTRAINT sealing_state_is_only_check CHECK (is_only),
    outside_size bigint,
    trouble text,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  INSERT INTO portico.sealing_state DEFAULT VALUES;
`;

/** A log that continues another one under a new name: from which leaf, the entry that says so, and the last checkpoint of the former one outside. */
const LOGS = `
  CREATE TABLE portico.audit_logs (
    origin text CONSTRAINT audit_logs_pkey PRIMARY KEY,
    first_leaf bigint NOT NULL CONSTRAINT audit_logs_first_leaf_key UNIQUE,
    entry_id uuid NOT NULL,
    former_origin text NOT NULL,
    outside_size bigint NOT NULL,
    outside_root bytea NOT NULL CONSTRAINT audit_logs_outside_root_check CHECK (octet_length(outside_root) = 32)
  );
  CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

const GRANTS = `
  GRANT SELECT, UPDATE ON portico.sealing_state TO portico_sequencer;
  GRANT SELECT ON portico.sealing_state TO portico_app, portico_auditor;
  GRANT SELECT ON portico.audit_logs TO portico_sequencer, portico_auditor;
`;
