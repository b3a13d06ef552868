import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How journeys go: a row for each, and what is counted of them by day. New tables only. */
export class Flow1790000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [PROGRESS, JOURNEYS, COUNTS, WAITS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** Up to which leaf of the audit log journeys have been counted, and until when. */
const PROGRESS = `
  CREATE TABLE portico.flow_progress (
    is_only boolean DEFAULT true CONSTRAINT flow_progress_pkey PRIMARY KEY CONSTRAINT flow_progress_is_only_check CHECK (is_only),
    revision bigint NOT NULL DEFAULT 0,
    next_leaf bigint NOT NULL DEFAULT 0,
    as_of timestamptz
  );
  INSERT INTO portico.flow_progress DEFAULT VALUES;
`;

/** `step`: index of the last step that was reached; `waits`: seconds before each step after the first. */
const JOURNEYS = `
  CREATE TABLE portico.flow_journeys (
    journey_id uuid CONSTRAINT flow_journeys_pkey PRIMARY KEY,
    journey text NOT NULL,
    consumer_id uuid NOT NULL,
    day date NOT NULL,
    step smallint NOT NULL,
    standing text NOT NULL,
    waits integer[] NOT NULL,
    judge_at timestamptz
  );
  CREATE INDEX flow_journeys_standing_idx ON portico.flow_journeys (journey, step, standing, journey_id);
  CREATE INDEX flow_journeys_consumer_id_idx ON portico.flow_journeys (consumer_id, journey, step, standing, journey_id);
  CREATE INDEX flow_journeys_judge_at_idx ON portico.flow_journeys (judge_at) WHERE judge_at IS NOT NULL;
`;

const COUNTS = `
  CREATE TABLE portico.flow_counts (
    day date NOT NULL,
    journey text NOT NULL,
    consumer_id uuid NOT NULL,
    step smallint NOT NULL,
    standing text NOT NULL,
    journeys integer NOT NULL,
    CONSTRAINT flow_counts_pkey PRIMARY KEY (day, journey, consumer_id, step, standing)
  );
`;

/** A row for each waiting time that occurs; those of all consumers have the id of zeros. A page reads the index alone. */
const WAITS = `
  CREATE TABLE portico.flow_waits (
    day date NOT NULL,
    journey text NOT NULL,
    consumer_id uuid NOT NULL,
    step smallint NOT NULL,
    seconds integer NOT NULL,
    journeys integer NOT NULL,
    CONSTRAINT flow_waits_pkey PRIMARY KEY (journey, consumer_id, day, step, seconds) INCLUDE (journeys)
  );
  CREATE INDEX flow_waits_day_idx ON portico.flow_waits (day);
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.flow_journeys, portico.flow_counts, portico.flow_waits TO portico_app;
  GRANT SELECT, UPDATE ON portico.flow_progress TO portico_app;
  GRANT SELECT ON portico.flow_progress, portico.flow_journeys, portico.flow_counts, portico.flow_waits TO portico_auditor;
`;
