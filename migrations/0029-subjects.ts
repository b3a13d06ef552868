import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How a person is found by what identifies them, and what became of each erasure. New tables, and a function that does
 * more: replicas of the version before call it as they did.
 */
export class Subjects1790000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [IDENTIFIERS, ERASURES, ERASE, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** Keyed HMACs of identifiers; `up_to` is the consent up to which all are indexed. */
const IDENTIFIERS = `
  CREATE TABLE portico.subject_identifiers (
    identifier_index bytea NOT NULL,
    subject_id uuid NOT NULL,
    CONSTRAINT subject_identifiers_pkey PRIMARY KEY (identifier_index, subject_id)
  );
  CREATE INDEX subject_identifiers_subject_id_idx ON portico.subject_identifiers (subject_id);
  CREATE TABLE portico.subject_indexing (
    is_only boolean DEFAULT true CONSTRAINT subject_indexing_pkey PRIMARY KEY
      CONSTRAINT subject_indexing_is_only_check CHECK (is_only),
    up_to uuid NOT NULL
  );
  INSERT INTO portico.subject_indexing (up_to) VALUES ('00000000-0000-0000-0000-000000000000');
`;

/** `told`: what became of each consent at its vendor. The subjects that were erased before are erased here, too. */
const ERASURES = `
  CREATE TABLE portico.subject_erasures (
    subject_id uuid CONSTRAINT subject_erasures_pkey PRIMARY KEY,
    requested_at timestamptz NOT NULL DEFAULT now(),
    reason text,
    due_at timestamptz,
    give_up_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    told jsonb NOT NULL DEFAULT '[]',
    erased_at timestamptz
  );
  CREATE INDEX subject_erasures_due_idx ON portico.subject_erasures (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX subject_erasures_erased_at_idx ON portico.subject_erasures (erased_at) WHERE erased_at IS NOT NULL;
  INSERT INTO portico.subject_erasures (subject_id, requested_at, erased_at)
  SELECT k.subject_id, k.destroyed_at, k.destroyed_at FROM portico.subject_keys AS k WHERE k.destroyed_at IS NOT NULL;
`;

/** As in migration 0015, and: the identifiers go, and the erasure has a row, which the list outside is made from. */
const ERASE = `
  CREATE OR REPLACE FUNCTION portico.erase_subject(subject uuid) RETURNS boolean LANGUAGE sql AS $$
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
    DELETE FROM portico.subject_identifiers AS i WHERE i.subject_id = subject;
    INSERT INTO portico.subject_erasures AS x (subject_id, erased_at) VALUES (subject, now())
    ON CONFLICT ON CONSTRAINT subject_erasures_pkey DO UPDATE SET erased_at = now(), due_at = NULL;
    SELECT true
  $$;
`;

const GRANTS = `
  GRANT SELECT, INSERT, DELETE ON portico.subject_identifiers TO portico_app;
  GRANT SELECT, UPDATE ON portico.subject_indexing TO portico_app;
  GRANT SELECT, INSERT, UPDATE ON portico.subject_erasures TO portico_app;
  GRANT SELECT ON portico.subject_erasures TO portico_auditor;
`;
