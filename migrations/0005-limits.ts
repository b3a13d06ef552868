import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rate limits and quotas that all replicas share, and secrets of consumers that overlap. */
export class Limits1790000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [CONSUMERS, RATES, TAKE_RATE, QUOTAS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const CONSUMERS = `
  ALTER TABLE portico.consumers
    ADD COLUMN rate_limit_per_minute integer CONSTRAINT consumers_rate_limit_per_minute_check CHECK (rate_limit_per_minute >= 0),
    ADD COLUMN previous_secret_sealed bytea,
    ADD COLUMN previous_secret_expires_at timestamptz,
    ADD COLUMN secret_rotated_at timestamptz;
`;

/**
 * How many requests each consumer was granted in each of the last 62 seconds; slot = second modulo 62. Unlogged: taking
 * costs no write to the log, and after a crash everybody simply begins anew.
 */
const RATES = `
  CREATE UNLOGGED TABLE portico.request_rates (
    consumer_id uuid CONSTRAINT request_rates_pkey PRIMARY KEY,
    newest bigint NOT NULL,
    slots integer[] NOT NULL
  );
`;

/**
 * Grants up to "asked" requests, so that no 60 seconds hold more than "most". Replicas use what they were granted for up to
 * a second, so 62 slots are counted: 60, the one that has begun, and that second. "unused" is given back to the second in
 * which it was granted. The row's lock makes replicas take turns.
 */
const TAKE_RATE = `
  CREATE FUNCTION portico.take_rate(consumer uuid, asked integer, most integer, unused integer, unused_since bigint)
  RETURNS TABLE (granted integer, granted_at bigint, remaining integer, wait_seconds integer)
  LANGUAGE plpgsql AS $$
  DECLARE
    size CONSTANT integer := 62;
    now_second bigint := floor(extract(epoch FROM clock_timestamp()));
    found record;
    slot integer;
    used integer := 0;
  BEGIN
    INSERT INTO portico.request_rates (consumer_id, newest, slots) VALUES (consumer, now_second, array_fill(0, ARRAY[size])) ON CONFLICT ON CONSTRAINT request_rates_pkey DO NOTHING;
    SELECT r.newest, r.slots INTO found FROM portico.request_rates AS r WHERE r.consumer_id = consumer FOR UPDATE;
    now_second := greatest(now_second, found.newest);
    FOR past IN (found.newest + 1)..least(now_second, found.newest + size) LOOP
      found.slots[past % size + 1] := 0;
    END LOOP;
    IF unused > 0 AND unused_since > now_second - size THEN
      slot := unused_since % size + 1;
      found.slots[slot] := greatest(0, found.slots[slot] - unused);
    END IF;
    SELECT sum(s) INTO used FROM unnest(found.slots) AS s;
    granted := greatest(0, least(asked, most - used));
    slot := now_second % size + 1;
    found.slots[slot] := found.slots[slot] + granted;
    UPDATE portico.request_rates AS r SET newest = now_second, slots = found.slots WHERE r.consumer_id = consumer;
    granted_at := now_second;
    remaining := greatest(0, most - used - granted);
    wait_seconds := size;
    FOR age IN REVERSE (size - 1)..1 LOOP
      IF now_second - age >= 0 AND found.slots[(now_second - age) % size + 1] > 0 THEN
        wait_seconds := size - age;
        EXIT;
      END IF;
    END LOOP;
    RETURN NEXT;
  END
  $$;
`;

/** How often something was done for somebody on one day (UTC), and how often it might be when that was last asked. */
const QUOTAS = `
  CREATE TABLE portico.quota_usage (
    quota text NOT NULL,
    subject text NOT NULL,
    day date NOT NULL,
    used integer NOT NULL,
    most integer NOT NULL,
    CONSTRAINT quota_usage_pkey PRIMARY KEY (quota, subject, day)
  );
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON portico.request_rates TO portico_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.quota_usage TO portico_app;
  GRANT EXECUTE ON FUNCTION portico.take_rate(uuid, integer, integer, integer, bigint) TO portico_app;
`;
