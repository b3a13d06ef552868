import type { Pool } from 'pg';
import { FINPRO_TABLES } from './finpro/tables';

const SCHEMA_LOCK = 0x73616e64;

/** Makes the sandbox's own tables where they are missing; several sandboxes may start at once. */
export async function prepareSchema(db: Pool): Promise<void> {
  const client = await db.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
    await client.query(TABLES + FINPRO_TABLES);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [SCHEMA_LOCK]).catch(() => undefined);
    client.release();
  }
}

const TABLES = `
  CREATE SCHEMA IF NOT EXISTS sandbox;
  CREATE TABLE IF NOT EXISTS sandbox.clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    offset_seconds double precision NOT NULL DEFAULT 0
  );
  INSERT INTO sandbox.clock DEFAULT VALUES ON CONFLICT DO NOTHING;
  CREATE TABLE IF NOT EXISTS sandbox.customers (
    customer_id uuid PRIMARY KEY,
    entity text NOT NULL,
    idempotency_key uuid NOT NULL,
    email text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    company_name text,
    customer_type text NOT NULL,
    status text NOT NULL,
    review_issues jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    submitted_at timestamptz,
    status_changed_at timestamptz NOT NULL,
    CONSTRAINT customers_key UNIQUE (entity, idempotency_key),
    CONSTRAINT customers_email UNIQUE (entity, email)
  );
  CREATE INDEX IF NOT EXISTS customers_newest ON sandbox.customers (entity, created_at DESC, customer_id);
  CREATE TABLE IF NOT EXISTS sandbox.grants (
    grant_id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    customer_id uuid NOT NULL REFERENCES sandbox.customers,
    redirect_url text,
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  );
  CREATE TABLE IF NOT EXISTS sandbox.sessions (
    session_id uuid PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    form_token text NOT NULL,
    customer_id uuid NOT NULL REFERENCES sandbox.customers,
    redirect_url text,
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sandbox.kyb_forms (
    customer_id uuid PRIMARY KEY REFERENCES sandbox.customers,
    answers jsonb NOT NULL DEFAULT '{}',
    updated_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sandbox.kyb_documents (
    document_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES sandbox.customers,
    media_type text NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sandbox.effects (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    vendor text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    entity text,
    idempotency_key text,
    request_id text,
    detail jsonb
  );
  CREATE TABLE IF NOT EXISTS sandbox.webhook_deliveries (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id uuid NOT NULL UNIQUE,
    vendor text NOT NULL,
    event text NOT NULL,
    event_id text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    status text NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_status int,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    delivered_at timestamptz
  );
  ALTER TABLE sandbox.webhook_deliveries ADD COLUMN IF NOT EXISTS entity text;
  CREATE INDEX IF NOT EXISTS webhook_deliveries_waiting ON sandbox.webhook_deliveries (next_attempt_at, sequence)
    WHERE status = 'waiting';
`;
