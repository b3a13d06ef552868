import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The people who run Portico, with credentials of their own, and what they have stopped. New tables only. */
export class Operators1790000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [OPERATORS, KILL_SWITCHES, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const OPERATORS = `
  CREATE TABLE portico.operators (
    operator_id text CONSTRAINT operators_pkey PRIMARY KEY,
    secret_hash bytea NOT NULL,
    roles text[] NOT NULL,
    is_seeded boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    secret_rotated_at timestamptz,
    disabled_at timestamptz
  );
`;

/** A row for each thing that is stopped; account and vendor are empty where they mean nothing. */
const KILL_SWITCHES = `
  CREATE TABLE portico.kill_switches (
    target text NOT NULL,
    vendor text NOT NULL DEFAULT '',
    account text NOT NULL DEFAULT '',
    stopped_at timestamptz NOT NULL DEFAULT now(),
    stopped_by text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT kill_switches_pkey PRIMARY KEY (target, vendor, account)
  );
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON portico.operators TO portico_app;
  GRANT SELECT, INSERT, DELETE ON portico.kill_switches TO portico_app;
  GRANT SELECT ON portico.operators, portico.kill_switches TO portico_auditor;
`;
