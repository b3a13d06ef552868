import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The consent journey, and persons that can be recognised without being readable. */
export class Consent1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [PERSONS, CONSENTS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const PERSONS = `
  ALTER TABLE portico.subject_keys ADD COLUMN person_index bytea CONSTRAINT subject_keys_person_index_key UNIQUE;
`;

/** A row is written with its INTENT, so that a request whose answer is lost can still be told from one that never was. */
const CONSENTS = `
  CREATE TABLE portico.consents (
    journey_id uuid CONSTRAINT consents_pkey PRIMARY KEY,
    subject_id uuid NOT NULL CONSTRAINT consents_subject_id_fkey REFERENCES portico.subject_keys,
    consumer_id uuid NOT NULL CONSTRAINT consents_consumer_id_fkey REFERENCES portico.consumers,
    app_identifier text NOT NULL,
    idempotency_key uuid,
    intent_id uuid NOT NULL CONSTRAINT consents_intent_id_key UNIQUE,
    consent_handle uuid CONSTRAINT consents_consent_handle_key UNIQUE,
    consent_id text,
    product_id text NOT NULL,
    account_id text NOT NULL,
    party_identifier_type text NOT NULL,
    party_identifier_sealed bytea NOT NULL,
    vua_sealed bytea NOT NULL,
    pan_sealed bytea,
    fip_ids text[],
    redirect_url text,
    status text NOT NULL CONSTRAINT consents_status_check
      CHECK (status IN ('REQUESTED', 'UNKNOWN', 'PENDING', 'ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED', 'UNRECOGNISED')),
    status_confirmed_at timestamptz NOT NULL,
    requested_at timestamptz NOT NULL,
    attempted_at timestamptz NOT NULL,
    link_issued_at timestamptz,
    visit_outcome text CONSTRAINT consents_visit_outcome_check CHECK (visit_outcome IN ('APPROVED', 'REJECTED', 'FAILED', 'ABANDONED')),
    visited_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT consents_consumer_id_idempotency_key_key UNIQUE (consumer_id, idempotency_key),
    CONSTRAINT consents_handle_by_status_check CHECK ((consent_handle IS NULL) = (status IN ('REQUESTED', 'UNKNOWN')))
  );
  CREATE INDEX consents_consumer_id_idx ON portico.consents (consumer_id, journey_id);
  CREATE INDEX consents_subject_id_idx ON portico.consents (subject_id, product_id, account_id);
  CREATE INDEX consents_consent_id_idx ON portico.consents (consumer_id, consent_id) WHERE consent_id IS NOT NULL;
  CREATE TABLE portico.consent_links (
    link_id uuid CONSTRAINT consent_links_pkey PRIMARY KEY,
    journey_ids uuid[] NOT NULL,
    redirect_url text,
    return_mode text NOT NULL CONSTRAINT consent_links_return_mode_check CHECK (return_mode IN ('managed', 'direct')),
    return_state_hash bytea CONSTRAINT consent_links_return_state_hash_key UNIQUE,
    issued_at timestamptz NOT NULL,
    returned_at timestamptz
  );
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.consents TO portico_app;
  GRANT SELECT, INSERT, UPDATE ON portico.consent_links TO portico_app;
`;
