/** Consents, the one-time links to the Account Aggregator's pages, and the visits to these. */
export const FINPRO_TABLES = `
  CREATE TABLE IF NOT EXISTS sandbox.finpro_consents (
    consent_handle uuid PRIMARY KEY,
    organisation_id text NOT NULL,
    client_id text NOT NULL,
    app_identifier text NOT NULL,
    product_id text NOT NULL,
    account_id text NOT NULL,
    vua text NOT NULL,
    party_identifier_type text NOT NULL,
    party_identifier_value text NOT NULL,
    pan text,
    fip_ids text[],
    redirect_url text NOT NULL,
    status text NOT NULL,
    consent_id uuid,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    consent_start timestamptz NOT NULL,
    consent_expiry timestamptz NOT NULL,
    accounts jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT finpro_consents_consent_id UNIQUE (consent_id)
  );
  CREATE INDEX IF NOT EXISTS finpro_consents_newest ON sandbox.finpro_consents (organisation_id, vua, created_at DESC,
    consent_handle);
  CREATE INDEX IF NOT EXISTS finpro_consents_listed ON sandbox.finpro_consents (organisation_id, created_at DESC,
    consent_handle);
  CREATE INDEX IF NOT EXISTS finpro_consents_due ON sandbox.finpro_consents (consent_expiry) WHERE status IN ('PENDING',
    'ACTIVE', 'PAUSED');
  CREATE TABLE IF NOT EXISTS sandbox.finpro_links (
    txnid uuid PRIMARY KEY,
    session_id text NOT NULL,
    consent_handles uuid[] NOT NULL,
    redirect_url text NOT NULL,
    fip_ids text[],
    pan text,
    vua text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    opened_at timestamptz,
    session_hash bytea,
    decided_at timestamptz,
    outcome text
  );
  CREATE UNIQUE INDEX IF NOT EXISTS finpro_links_session ON sandbox.finpro_links (session_hash);
  CREATE TABLE IF NOT EXISTS sandbox.aa_sessions (
    txnid uuid PRIMARY KEY REFERENCES sandbox.finpro_links,
    form_token text NOT NULL,
    one_time_code text NOT NULL,
    codes_sent int NOT NULL DEFAULT 1,
    wrong_codes int NOT NULL DEFAULT 0,
    authenticated_at timestamptz,
    pan text,
    discovery jsonb,
    chosen text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
`;
