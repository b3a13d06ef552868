-- The tables of (limit): what Portico's guarantees require to be kept, as lean as they allow.
CREATE TABLE limit_consumers (
  client_id text PRIMARY KEY,
  secret_hash text NOT NULL,
  scopes text[] NOT NULL,
  redirect_origins text[] NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true
);
-- `data_key` seals what is personal, so that a customer can be erased.
CREATE TABLE limit_customers (
  customer_id text PRIMARY KEY,
  subject_id uuid NOT NULL UNIQUE,
  consumer text NOT NULL REFERENCES limit_consumers,
  status text NOT NULL,
  data_key bytea
);
-- The columns are copies of members of the leaf, for the filters of the API.
CREATE TABLE limit_audit_entries (
  entry_id uuid PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  request_id uuid NOT NULL,
  consumer text,
  action text NOT NULL,
  subject text NOT NULL,
  phase text NOT NULL,
  intent_id uuid,
  result text,
  leaf bytea NOT NULL
);
CREATE INDEX ON limit_audit_entries (subject, entry_id);
CREATE INDEX ON limit_audit_entries (consumer, entry_id);
CREATE INDEX ON limit_audit_entries (consumer, action, entry_id);
CREATE INDEX ON limit_audit_entries (consumer, result, entry_id) WHERE result IN ('REFUSED', 'FAILED', 'UNKNOWN');
CREATE INDEX ON limit_audit_entries (intent_id) WHERE intent_id IS NOT NULL;
-- The entries of one commit, which wait for their place in the Merkle tree.
CREATE TABLE limit_unsequenced (
  batch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_ids uuid[] NOT NULL,
  leaf_hashes bytea[] NOT NULL
);
-- An effect at the vendor, and until when its process may end it.
CREATE TABLE limit_effects (
  intent_id uuid PRIMARY KEY,
  request_id uuid NOT NULL,
  consumer text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  vendor_key text NOT NULL,
  state text NOT NULL,
  fence integer NOT NULL,
  holder uuid,
  lease_expires_at timestamptz,
  begun_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX ON limit_effects (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE TABLE limit_grants (
  grant_id uuid PRIMARY KEY,
  subject_id uuid NOT NULL REFERENCES limit_customers (subject_id),
  locale text,
  redirect_url_sealed bytea,
  return_state_hash bytea UNIQUE,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON limit_grants (subject_id, grant_id);
-- When the vendor is asked next how a customer's journey stands.
CREATE TABLE limit_polls (
  subject_id uuid PRIMARY KEY REFERENCES limit_customers (subject_id),
  cadence text NOT NULL,
  since timestamptz NOT NULL,
  due_at timestamptz,
  turn integer NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX ON limit_polls (due_at) WHERE due_at IS NOT NULL;
-- Grants of a customer on one day.
CREATE TABLE limit_quotas (
  subject text NOT NULL,
  day date NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (subject, day)
) WITH (fillfactor = 50);
CREATE TABLE limit_keys (
  consumer text NOT NULL,
  idempotency_key uuid NOT NULL,
  fingerprint bytea NOT NULL,
  intent_id uuid NOT NULL,
  answer_sealed bytea,
  PRIMARY KEY (consumer, idempotency_key)
) WITH (fillfactor = 70);
