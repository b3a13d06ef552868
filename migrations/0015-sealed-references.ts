import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a consumer chooses itself may be personal: it rests sealed, or as a keyed HMAC. Erasing a subject ends everything that concerns it. */
export class SealedReferences1790000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [TO_SEAL, CONSENTS, LINKS, CUSTOMERS, ERASE, SAMPLES, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/**
 * The values of before, which only the application can seal: the data key never comes to the database. It empties the table
 * in batches when it starts; `place` is the column in which a value stood, `row_id` the key of its row.
 */
const TO_SEAL = `
  CREATE TABLE portico.values_to_seal (
    value_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT values_to_seal_pkey PRIMARY KEY,
    place text NOT NULL,
    row_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    consumer_id uuid,
    value text NOT NULL
  );
  INSERT INTO portico.values_to_seal (place, row_id, subject_id, consumer_id, value)
  SELECT 'consents.account_id', c.journey_id, c.subject_id, c.consumer_id, c.account_id FROM portico.consents AS c
  UNION ALL
  SELECT 'consents.redirect_url', c.journey_id, c.subject_id, NULL, c.redirect_url FROM portico.consents AS c WHERE c.redirect_url IS NOT NULL
  UNION ALL
  SELECT 'consent_links.redirect_url', l.link_id, c.subject_id, NULL, l.redirect_url
  FROM portico.consent_links AS l JOIN portico.consents AS c ON c.journey_id = l.journey_ids[1] WHERE l.redirect_url IS NOT NULL
  UNION ALL
  SELECT 'onboarding_grants.redirect_url', g.grant_id, g.subject_id, NULL, g.redirect_url FROM portico.onboarding_grants AS g WHERE g.redirect_url IS NOT NULL
  UNION ALL
  SELECT 'durable_links.settings', l.link_id, l.subject_id, NULL, l.settings::text FROM portico.durable_links AS l;
`;

/** `account_index` finds the consents of an accountID without telling it. */
const CONSENTS = `
  ALTER TABLE portico.consents
    DROP COLUMN account_id,
    DROP COLUMN redirect_url,
    ADD COLUMN account_index bytea,
    ADD COLUMN account_sealed bytea,
    ADD COLUMN redirect_url_sealed bytea,
    ADD COLUMN erased_at timestamptz;
  CREATE INDEX consents_subject_id_idx ON portico.consents (subject_id, product_id, account_index);
  CREATE INDEX consents_account_index_idx ON portico.consents (consumer_id, account_index, journey_id);
`;

const LINKS = `
  ALTER TABLE portico.consent_links DROP COLUMN redirect_url, ADD COLUMN redirect_url_sealed bytea;
  ALTER TABLE portico.onboarding_grants DROP COLUMN redirect_url, ADD COLUMN redirect_url_sealed bytea;
  ALTER TABLE portico.durable_links DROP COLUMN settings, ADD COLUMN settings_sealed bytea;
`;

const CUSTOMERS = `
  ALTER TABLE portico.customers ADD COLUMN erased_at timestamptz;
  CREATE INDEX idempotency_keys_subject_id_idx ON portico.idempotency_keys (subject_id) WHERE subject_id IS NOT NULL;
`;

/**
 * Ends what concerns a subject whose key is destroyed: its polls, links, pending deliveries and kept answers, and what is left
 * that the data key alone could read. A kept answer whose fingerprint is empty was erased. Events and audit rows stay: they
 * hold ids and words only.
 */
const ERASE = `
  CREATE FUNCTION portico.erase_subject(subject uuid) RETURNS boolean LANGUAGE sql AS $$
    UPDATE portico.consents AS c SET erased_at = now(), account_index = NULL, account_sealed = NULL, redirect_url_sealed = NULL, fip_ids = NULL, status_stale_after = NULL WHERE c.subject_id = subject;
    UPDATE portico.customers AS c SET erased_at = now(), status_stale_after = NULL WHERE c.subject_id = subject;
    UPDATE portico.onboarding_grants AS g SET redirect_url_sealed = NULL, stall_judged_at = coalesce(g.stall_judged_at, now()) WHERE g.subject_id = subject;
    UPDATE portico.link_clicks AS k SET url_sealed = NULL, state = 'FAILED' FROM portico.durable_links AS l WHERE l.subject_id = subject AND k.link_id = l.link_id AND k.state IN ('CLAIMED', 'MINTED');
    UPDATE portico.durable_links AS l SET settings_sealed = NULL, revoked_at = coalesce(l.revoked_at, now()) WHERE l.subject_id = subject;
    UPDATE portico.journey_watches AS w SET pace = 'final', due_at = NULL, turn = w.turn + 1
    WHERE w.journey_id = subject OR w.journey_id IN (SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = subject);
    DELETE FROM portico.event_deliveries AS d USING portico.events AS e, portico.webhook_subscriptions AS s
    WHERE (e.journey_id = subject OR e.journey_id IN (SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = subject))
      AND s.consumer_id = e.consumer_id AND d.subscription_id = s.subscription_id AND d.event_id = e.event_id AND d.state = 'PENDING';
    UPDATE portico.events AS e SET awaits_deliveries = false
    WHERE e.awaits_deliveries AND (e.journey_id = subject OR e.journey_id IN (SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = subject));
    UPDATE portico.idempotency_keys AS k SET fingerprint = '', response_sealed = NULL
    WHERE k.subject_id = subject OR k.intent_id IN (SELECT a.entry_id FROM portico.audit_entries AS a WHERE a.subject = erase_subject.subject::text AND a.phase = 'INTENT')
      OR k.lost_intent_id IN (SELECT a.entry_id FROM portico.audit_entries AS a WHERE a.subject = erase_subject.subject::text AND a.phase = 'INTENT');
    DELETE FROM portico.values_to_seal AS v WHERE v.subject_id = subject;
    SELECT true
  $$;
`;

/**
 * How many audit rows of a kind were written in a minute, and how many occurrences wait to be counted in one: what anybody can
 * cause must not fill a log from which nothing is ever removed.
 */
const SAMPLES = `
  CREATE TABLE portico.audit_samples (
    kind text CONSTRAINT audit_samples_pkey PRIMARY KEY,
    minute_began_at timestamptz NOT NULL,
    rows_in_minute integer NOT NULL,
    uncounted bigint NOT NULL DEFAULT 0,
    counted_at timestamptz NOT NULL DEFAULT '-infinity'
  );
`;

const GRANTS = `
  GRANT SELECT, DELETE ON portico.values_to_seal TO portico_app;
  GRANT SELECT, INSERT, UPDATE ON portico.audit_samples TO portico_app;
`;
