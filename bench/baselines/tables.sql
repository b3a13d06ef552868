-- The tables of (a), (aBatch) and (d): what such a service needs, and no more.
CREATE TABLE consumers (
  client_id text PRIMARY KEY,
  secret_hash text NOT NULL,
  scopes text[] NOT NULL,
  redirect_origins text[] NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true
);
CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  request_id uuid NOT NULL,
  consumer text NOT NULL,
  action text NOT NULL,
  phase text NOT NULL CHECK (phase IN ('INTENT', 'OUTCOME')),
  result text,
  http_status integer,
  payload_sha256 text NOT NULL,
  detail jsonb NOT NULL
);
CREATE INDEX audit_events_request ON audit_events (request_id);
CREATE INDEX audit_events_consumer_time ON audit_events (consumer, occurred_at);
CREATE TABLE onboarding_grants (
  id uuid PRIMARY KEY,
  consumer text NOT NULL REFERENCES consumers,
  customer_id text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  redirect_url text,
  locale text,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX onboarding_grants_customer ON onboarding_grants (consumer, customer_id);
