import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What vendors tell and what is asked of them; what consumers are told; and the status of a customer as a claim. */
export class InboxAndEvents1790000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [CLAIMS, INBOX, WATCHES, EVENTS, SUBSCRIPTIONS, NUMBER_EVENTS, GRANTS, BACKFILL])
      await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const CLAIMS = ['customers', 'consents']
  .map(
    (table) => `
  ALTER TABLE portico.${table}
    ADD COLUMN status_confirmed_by text NOT NULL DEFAULT 'VENDOR_READ'
      CONSTRAINT ${table}_status_confirmed_by_check CHECK (status_confirmed_by IN ('REDIRECT_HINT', 'WEBHOOK', 'POLL', 'VENDOR_READ')),
    ADD COLUMN status_revision integer NOT NULL DEFAULT 0,
    ADD COLUMN status_changed_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN status_stale_after timestamptz;
`,
  )
  .join('');

/**
 * \`facts\` holds no personal data: ids, words and times that the vendor's page names. A row waits while \`due_at\` is set.
 * The function is there because one flush may bring the same webhook twice, which a plain upsert refuses.
 */
const INBOX = `
  CREATE TABLE portico.webhook_inbox (
    webhook_id uuid CONSTRAINT webhook_inbox_pkey PRIMARY KEY,
    vendor text NOT NULL,
    dedupe_key text NOT NULL,
    event text,
    subject_ref text,
    facts jsonb NOT NULL,
    state text NOT NULL CONSTRAINT webhook_inbox_state_check CHECK (state IN ('PENDING', 'APPLIED', 'UNMATCHED', 'KEPT')),
    received_at timestamptz NOT NULL DEFAULT now(),
    duplicates integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz,
    settled_at timestamptz,
    CONSTRAINT webhook_inbox_vendor_dedupe_key_key UNIQUE (vendor, dedupe_key)
  );
  CREATE INDEX webhook_inbox_due_at_idx ON portico.webhook_inbox (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX webhook_inbox_subject_ref_idx ON portico.webhook_inbox (vendor, subject_ref);
  CREATE FUNCTION portico.receive_webhook(webhook_id uuid, vendor text, dedupe_key text, event text, subject_ref text, facts jsonb, state text) RETURNS boolean
  LANGUAGE sql AS $$
    INSERT INTO portico.webhook_inbox AS w (webhook_id, vendor, dedupe_key, event, subject_ref, facts, state, due_at, settled_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $7 = 'PENDING' THEN now() END, CASE WHEN $7 <> 'PENDING' THEN now() END)
    ON CONFLICT ON CONSTRAINT webhook_inbox_vendor_dedupe_key_key DO UPDATE SET duplicates = w.duplicates + 1
    RETURNING true
  $$;
`;

/**
 * One row for each journey, by which webhooks find it; \`turn\` tells the one who took it whether it moved on meanwhile.
 * A repair is a change that the poll found and no webhook had told; a webhook that comes later takes one back.
 */
const WATCHES = `
  CREATE TABLE portico.journey_watches (
    journey_id uuid CONSTRAINT journey_watches_pkey PRIMARY KEY,
    vendor text NOT NULL,
    reference text NOT NULL,
    pace text NOT NULL CONSTRAINT journey_watches_pace_check CHECK (pace IN ('active', 'waiting', 'resting', 'standing', 'final')),
    since timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz,
    turn integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    CONSTRAINT journey_watches_vendor_reference_key UNIQUE (vendor, reference)
  );
  CREATE INDEX journey_watches_due_at_idx ON portico.journey_watches (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE portico.vendor_pauses (
    vendor text CONSTRAINT vendor_pauses_pkey PRIMARY KEY,
    until timestamptz NOT NULL
  );
  CREATE TABLE portico.poll_repairs (
    repair_id uuid CONSTRAINT poll_repairs_pkey PRIMARY KEY,
    vendor text NOT NULL,
    journey_id uuid NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    webhook_came_at timestamptz
  );
  CREATE INDEX poll_repairs_journey_id_idx ON portico.poll_repairs (journey_id) WHERE webhook_came_at IS NULL;
  CREATE FUNCTION portico.take_back_repair(journey uuid) RETURNS boolean LANGUAGE sql AS $$
    UPDATE portico.poll_repairs SET webhook_came_at = now()
    WHERE repair_id = (SELECT r.repair_id FROM portico.poll_repairs AS r WHERE r.journey_id = journey AND r.webhook_came_at IS NULL ORDER BY r.repair_id LIMIT 1);
    SELECT true
  $$;
`;

/** \`inserted\` is the order of writing, which for one journey is the order of its changes; \`position\` is the order in which consumers see it. */
const EVENTS = `
  CREATE SEQUENCE portico.event_insertions;
  CREATE TABLE portico.events (
    event_id uuid CONSTRAINT events_pkey PRIMARY KEY,
    inserted bigint NOT NULL,
    position bigint CONSTRAINT events_position_key UNIQUE,
    consumer_id uuid NOT NULL CONSTRAINT events_consumer_id_fkey REFERENCES portico.consumers,
    type text NOT NULL,
    journey_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    data jsonb NOT NULL
  );
  CREATE INDEX events_unnumbered_idx ON portico.events (inserted) WHERE position IS NULL;
  CREATE INDEX events_consumer_id_position_idx ON portico.events (consumer_id, position);
  CREATE INDEX events_journey_id_idx ON portico.events (journey_id, inserted);
`;

const SUBSCRIPTIONS = `
  CREATE TABLE portico.webhook_subscriptions (
    subscription_id uuid CONSTRAINT webhook_subscriptions_pkey PRIMARY KEY,
    consumer_id uuid NOT NULL CONSTRAINT webhook_subscriptions_consumer_id_fkey REFERENCES portico.consumers,
    url text NOT NULL,
    event_types text[] NOT NULL,
    secret_sealed bytea NOT NULL,
    previous_secret_sealed bytea,
    previous_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    disabled_because text CONSTRAINT webhook_subscriptions_disabled_because_check CHECK (disabled_because IN ('CONSUMER', 'GONE'))
  );
  CREATE INDEX webhook_subscriptions_consumer_id_idx ON portico.webhook_subscriptions (consumer_id, subscription_id);
  CREATE TABLE portico.event_deliveries (
    subscription_id uuid NOT NULL CONSTRAINT event_deliveries_subscription_id_fkey REFERENCES portico.webhook_subscriptions,
    event_id uuid NOT NULL CONSTRAINT event_deliveries_event_id_fkey REFERENCES portico.events,
    state text NOT NULL DEFAULT 'PENDING' CONSTRAINT event_deliveries_state_check CHECK (state IN ('PENDING', 'DELIVERED', 'DEAD')),
    attempts integer NOT NULL DEFAULT 0,
    turn integer NOT NULL DEFAULT 0,
    due_at timestamptz DEFAULT now(),
    last_attempt_at timestamptz,
    last_status integer,
    last_problem text,
    delivered_at timestamptz,
    CONSTRAINT event_deliveries_pkey PRIMARY KEY (subscription_id, event_id)
  );
  CREATE INDEX event_deliveries_due_at_idx ON portico.event_deliveries (subscription_id, due_at) WHERE due_at IS NOT NULL;
`;

/**
 * Gives committed events their positions, one transaction at a time, so that no event ever appears behind one that a
 * consumer has read; and addresses each to the subscriptions that want it. Every statement in it sees what is committed then.
 */
const NUMBER_EVENTS = `
  CREATE FUNCTION portico.number_events(most integer) RETURNS integer LANGUAGE plpgsql AS $$
  DECLARE
    base bigint;
    numbered integer;
  BEGIN
    PERFORM pg_advisory_xact_lock(1886352503);
    SELECT coalesce(max(e.position), 0) INTO base FROM portico.events AS e;
    UPDATE portico.events AS e SET position = base + w.place
    FROM (SELECT u.event_id, row_number() OVER (ORDER BY u.inserted) AS place FROM portico.events AS u WHERE u.position IS NULL ORDER BY u.inserted LIMIT most) AS w
    WHERE e.event_id = w.event_id;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    INSERT INTO portico.event_deliveries (subscription_id, event_id)
    SELECT s.subscription_id, e.event_id
    FROM portico.events AS e
    JOIN portico.webhook_subscriptions AS s ON s.consumer_id = e.consumer_id AND s.disabled_at IS NULL AND (s.event_types = '{}' OR e.type = ANY (s.event_types))
    WHERE e.position > base AND e.position <= base + numbered;
    RETURN numbered;
  END
  $$;
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON portico.webhook_inbox, portico.journey_watches, portico.vendor_pauses, portico.poll_repairs, portico.events,
    portico.webhook_subscriptions, portico.event_deliveries TO portico_app;
  GRANT DELETE ON portico.webhook_inbox, portico.event_deliveries TO portico_app;
  GRANT USAGE ON SEQUENCE portico.event_insertions TO portico_app;
`;

/** Journeys from before are looked at once, soon; the poll then finds each its pace. */
const BACKFILL = `
  UPDATE portico.customers SET status_changed_at = status_confirmed_at, status_stale_after = CASE WHEN status <> 'APPROVED' THEN status_confirmed_at END;
  INSERT INTO portico.journey_watches (journey_id, vendor, reference, pace, since, due_at)
  SELECT c.subject_id, 'one-money', c.customer_id, CASE c.status WHEN 'APPROVED' THEN 'final' ELSE 'waiting' END, c.status_confirmed_at, CASE WHEN c.status <> 'APPROVED' THEN now() END
  FROM portico.customers AS c;
  UPDATE portico.consents SET status_changed_at = status_confirmed_at, status_stale_after = CASE WHEN status NOT IN ('REJECTED', 'REVOKED', 'EXPIRED') THEN status_confirmed_at END;
  INSERT INTO portico.journey_watches (journey_id, vendor, reference, pace, since, due_at)
  SELECT c.journey_id, 'finpro', c.consent_handle::text, CASE WHEN c.status IN ('REJECTED', 'REVOKED', 'EXPIRED') THEN 'final' ELSE 'waiting' END, c.status_confirmed_at,
    CASE WHEN c.status NOT IN ('REJECTED', 'REVOKED', 'EXPIRED') THEN now() END
  FROM portico.consents AS c WHERE c.consent_handle IS NOT NULL;
`;
