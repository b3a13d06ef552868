import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, consumers, the onboarding journey and the audit log. */
export class Foundation1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [ROLES, REQUIRE_ROWS, CONSUMERS, PRIVACY, ONBOARDING, IDEMPOTENCY, AUDIT, GRANTS])
      await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** Roles belong to the whole server: made where they are missing, under a lock of their own. The owner joins the application's role so that one login can serve both. */
const ROLES = `
  DO $$
  DECLARE
    wanted text;
  BEGIN
    PERFORM pg_advisory_xact_lock(1886352500);
    FOREACH wanted IN ARRAY ARRAY['portico_app', 'portico_sequencer', 'portico_auditor'] LOOP
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
      END IF;
    END LOOP;
  EXCEPTION
    WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'the roles portico_app, portico_sequencer and portico_auditor are missing and % may not create them: ask an administrator for them', current_user;
  END
  $$;
  GRANT USAGE ON SCHEMA portico TO portico_app, portico_sequencer, portico_auditor;
  GRANT SELECT ON portico.migrations TO portico_app;
`;

/** Ends every grouped write: a part that wrote fewer rows than it was given undoes the whole. */
const REQUIRE_ROWS = `
  CREATE FUNCTION portico.require_rows(statement text, written bigint, given bigint) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN
    IF written <> given THEN
      RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = statement;
    END IF;
    RETURN true;
  END
  $$;
`;

const CONSUMERS = `
  CREATE TABLE portico.consumers (
    consumer_id uuid CONSTRAINT consumers_pkey PRIMARY KEY,
    client_id text NOT NULL CONSTRAINT consumers_client_id_key UNIQUE,
    secret_sealed bytea NOT NULL,
    organisation_id text NOT NULL,
    application_id text NOT NULL,
    scopes text[] NOT NULL,
    redirect_origins text[] NOT NULL,
    product_ids text[] NOT NULL,
    is_seeded boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz
  );
`;

/** A destroyed key keeps its row, without the key: what it sealed is unreadable from then on. */
const PRIVACY = `
  CREATE TABLE portico.subject_keys (
    subject_id uuid CONSTRAINT subject_keys_pkey PRIMARY KEY,
    wrapped_key bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz
  );
`;

const ONBOARDING = `
  CREATE TABLE portico.customers (
    subject_id uuid CONSTRAINT customers_pkey PRIMARY KEY,
    customer_id text NOT NULL CONSTRAINT customers_customer_id_key UNIQUE,
    consumer_id uuid NOT NULL CONSTRAINT customers_consumer_id_fkey REFERENCES portico.consumers,
    idempotency_key uuid NOT NULL,
    customer_type text NOT NULL,
    status text NOT NULL,
    status_as_received text NOT NULL,
    status_confirmed_at timestamptz NOT NULL,
    vendor_created_at text NOT NULL,
    vendor_updated_at text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT customers_consumer_id_idempotency_key_key UNIQUE (consumer_id, idempotency_key)
  );
  CREATE TABLE portico.onboarding_grants (
    grant_id uuid CONSTRAINT onboarding_grants_pkey PRIMARY KEY,
    subject_id uuid NOT NULL CONSTRAINT onboarding_grants_subject_id_fkey REFERENCES portico.customers,
    locale text,
    redirect_url text,
    return_mode text NOT NULL CONSTRAINT onboarding_grants_return_mode_check CHECK (return_mode IN ('managed', 'direct')),
    return_state_hash bytea CONSTRAINT onboarding_grants_return_state_hash_key UNIQUE,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    returned_at timestamptz
  );
  CREATE INDEX onboarding_grants_subject_id_idx ON portico.onboarding_grants (subject_id, grant_id);
`;

const IDEMPOTENCY = `
  CREATE TABLE portico.idempotency_keys (
    consumer_id uuid NOT NULL CONSTRAINT idempotency_keys_consumer_id_fkey REFERENCES portico.consumers,
    operation text NOT NULL,
    idempotency_key uuid NOT NULL,
    fingerprint bytea NOT NULL,
    state text NOT NULL CONSTRAINT idempotency_keys_state_check CHECK (state IN ('IN_FLIGHT', 'UNSETTLED', 'RELEASED', 'DONE')),
    intent_id uuid NOT NULL,
    lease_expires_at timestamptz NOT NULL,
    subject_id uuid,
    response_status integer,
    response_sealed bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (consumer_id, operation, idempotency_key)
  );
`;

/** Entry ids are UUIDv7, so the table can be cut into months by id. The trigger holds for every role, the owner's included. */
const AUDIT = `
  CREATE TABLE portico.audit_entries (
    entry_id uuid CONSTRAINT audit_entries_pkey PRIMARY KEY,
    occurred_at timestamptz NOT NULL,
    request_id uuid NOT NULL,
    consumer text,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    phase text NOT NULL CONSTRAINT audit_entries_phase_check CHECK (phase IN ('INTENT', 'OUTCOME')),
    intent_id uuid,
    vendor text,
    vendor_request_id text,
    result text CONSTRAINT audit_entries_result_check CHECK (result IN ('SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN')),
    detail jsonb NOT NULL,
    leaf bytea NOT NULL,
    CONSTRAINT audit_entries_result_by_phase_check CHECK ((phase = 'INTENT') = (result IS NULL))
  );
  CREATE INDEX audit_entries_subject_idx ON portico.audit_entries (subject, entry_id);
  CREATE INDEX audit_entries_intent_id_idx ON portico.audit_entries (intent_id) WHERE intent_id IS NOT NULL;
  CREATE FUNCTION portico.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
  END
  $$;
  CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON portico.audit_entries FOR EACH ROW EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON portico.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON portico.consumers, portico.subject_keys, portico.customers, portico.onboarding_grants TO portico_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.idempotency_keys TO portico_app;
  GRANT SELECT, INSERT ON portico.audit_entries TO portico_app;
  GRANT SELECT ON portico.audit_entries TO portico_auditor, portico_sequencer;
  GRANT EXECUTE ON FUNCTION portico.require_rows(text, bigint, bigint) TO portico_app;
`;
