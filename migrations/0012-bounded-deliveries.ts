import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one consumer piles up holds up no other: live subscriptions have an index, deliveries are written consumer by consumer, and disabled subscriptions end. Every replaced secret lives its whole overlap. */
export class BoundedDeliveries1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [REPLACED_SECRETS, SUBSCRIPTIONS, ADD_SUBSCRIPTION, EVENTS, NUMBER_EVENTS, GRANTS])
      await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const kept = (table: string, until: string): string => `
  ALTER TABLE portico.${table} ADD COLUMN replaced_secrets jsonb NOT NULL DEFAULT '[]';
  UPDATE portico.${table} SET replaced_secrets = jsonb_build_array(jsonb_build_object('sealed', encode(previous_secret_sealed, 'hex'), 'until', ${until}))
  WHERE previous_secret_sealed IS NOT NULL AND ${until} > now();
  ALTER TABLE portico.${table} DROP COLUMN previous_secret_sealed, DROP COLUMN ${until};
`;

/**
 * The secrets that were replaced and are still good, the newest first: \`[{"sealed": hex, "until": time}]\`. The function
 * puts the current one in front and drops those that have ended; none is good for longer than the overlap from now on.
 */
const REPLACED_SECRETS = `
  ${kept('webhook_subscriptions', 'previous_until')}
  ${kept('consumers', 'previous_secret_expires_at')}
  CREATE FUNCTION portico.replace_secret(replaced jsonb, current_sealed bytea, overlap_seconds double precision) RETURNS jsonb
  LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('sealed', k.sealed, 'until', k.until) ORDER BY k.place) FILTER (WHERE k.until > now()), '[]')
    FROM (
      SELECT 0 AS place, encode(current_sealed, 'hex') AS sealed, now() + make_interval(secs => overlap_seconds) AS until
      UNION ALL
      SELECT e.place, e.value->>'sealed', least((e.value->>'until')::timestamptz, now() + make_interval(secs => overlap_seconds))
      FROM jsonb_array_elements(replaced) WITH ORDINALITY AS e(value, place)
    ) AS k
  $$;
`;

/** \`deliveries_ended_at\`: nothing waits for a disabled subscription any more. */
const SUBSCRIPTIONS = `
  ALTER TABLE portico.webhook_subscriptions ADD COLUMN deliveries_ended_at timestamptz,
    DROP CONSTRAINT webhook_subscriptions_disabled_because_check,
    ADD CONSTRAINT webhook_subscriptions_disabled_because_check CHECK (disabled_because IN ('CONSUMER', 'GONE', 'OPERATOR'));
  CREATE INDEX webhook_subscriptions_live_idx ON portico.webhook_subscriptions (consumer_id, subscription_id) WHERE disabled_at IS NULL;
  CREATE INDEX webhook_subscriptions_disabled_idx ON portico.webhook_subscriptions (consumer_id, disabled_at) WHERE disabled_at IS NOT NULL;
  CREATE INDEX webhook_subscriptions_ending_idx ON portico.webhook_subscriptions (subscription_id) WHERE disabled_at IS NOT NULL AND deliveries_ended_at IS NULL;
`;

/** False when the consumer is disabled, or has as many live subscriptions, or as many in all, as it may. The lock on the consumer's row makes those that come at once count each other. */
const ADD_SUBSCRIPTION = `
  CREATE FUNCTION portico.add_subscription(subscription uuid, consumer uuid, target text, types text[], sealed bytea, created timestamptz, most_live integer, most integer) RETURNS boolean
  LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM portico.consumers AS c WHERE c.consumer_id = consumer AND c.disabled_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
    INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed, created_at)
    SELECT subscription, consumer, target, types, sealed, created
    FROM (SELECT count(*) FILTER (WHERE s.disabled_at IS NULL) AS live, count(*) AS every FROM portico.webhook_subscriptions AS s WHERE s.consumer_id = consumer) AS n
    WHERE n.live < most_live AND n.every < most;
    RETURN FOUND;
  END
  $$;
`;

/** \`awaits_deliveries\`: numbered, and not yet addressed to the consumer's subscriptions. */
const EVENTS = `
  ALTER TABLE portico.events ADD COLUMN awaits_deliveries boolean NOT NULL DEFAULT false;
  CREATE INDEX events_awaiting_deliveries_idx ON portico.events (consumer_id, position) WHERE awaits_deliveries;
  CREATE INDEX event_deliveries_dead_idx ON portico.event_deliveries (subscription_id) WHERE state = 'DEAD';
`;

/**
 * Gives committed events their positions as before, and addresses none: that is done consumer by consumer, so that trouble
 * with one consumer's deliveries leaves the order and everybody else's deliveries alone. Answers how many were numbered, the
 * last position there is, and which consumers have events that await deliveries; these are found one by one in the index.
 */
const NUMBER_EVENTS = `
  DROP FUNCTION portico.number_events(integer);
  CREATE FUNCTION portico.number_events(most integer) RETURNS TABLE (numbered integer, newest bigint, awaiting uuid[]) LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(1886352503);
    SELECT coalesce(max(e.position), 0) INTO newest FROM portico.events AS e;
    UPDATE portico.events AS e SET position = newest + w.place,
      awaits_deliveries = EXISTS (SELECT FROM portico.webhook_subscriptions AS s WHERE s.consumer_id = e.consumer_id AND s.disabled_at IS NULL)
    FROM (SELECT u.event_id, row_number() OVER (ORDER BY u.inserted) AS place FROM portico.events AS u WHERE u.position IS NULL ORDER BY u.inserted LIMIT most) AS w
    WHERE e.event_id = w.event_id;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    newest := newest + numbered;
    WITH RECURSIVE found AS (
      (SELECT e.consumer_id FROM portico.events AS e WHERE e.awaits_deliveries ORDER BY e.consumer_id LIMIT 1)
      UNION ALL
      SELECT (SELECT e.consumer_id FROM portico.events AS e WHERE e.awaits_deliveries AND e.consumer_id > f.consumer_id ORDER BY e.consumer_id LIMIT 1)
      FROM found AS f WHERE f.consumer_id IS NOT NULL
    )
    SELECT coalesce(array_agg(f.consumer_id), '{}') INTO awaiting FROM found AS f WHERE f.consumer_id IS NOT NULL;
    RETURN NEXT;
  END
  $$;
`;

const GRANTS = `
  GRANT DELETE ON portico.webhook_subscriptions TO portico_app;
`;
