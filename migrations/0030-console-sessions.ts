import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is logged in to the console. A new table only. */
export class ConsoleSessions1790000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [SESSIONS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const SESSIONS = `
  CREATE TABLE portico.console_sessions (
    session_hash bytea CONSTRAINT console_sessions_pkey PRIMARY KEY,
    operator_id text NOT NULL,
    secret_hash bytea NOT NULL,
    started_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
  );
  CREATE INDEX console_sessions_ends_at_idx ON portico.console_sessions (ends_at);
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.console_sessions TO portico_app;
`;
