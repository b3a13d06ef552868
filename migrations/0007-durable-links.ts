import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that live for days, the clicks on them, which grant came of which; and which visits were judged to have stalled or not. */
export class DurableLinks1790000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [LINKS, CLICKS, GRANTS_OF_LINKS, STALLS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** `subject_id` belongs to the journey of the link's kind, so no foreign key can name its table. */
const LINKS = `
  CREATE TABLE portico.durable_links (
    link_id uuid CONSTRAINT durable_links_pkey PRIMARY KEY,
    consumer_id uuid NOT NULL CONSTRAINT durable_links_consumer_id_fkey REFERENCES portico.consumers,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    reference text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT durable_links_token_hash_key UNIQUE,
    settings jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    clicks integer NOT NULL DEFAULT 0,
    last_clicked_at timestamptz,
    day_began_at timestamptz,
    day_clicks integer NOT NULL DEFAULT 0
  );
  CREATE INDEX durable_links_consumer_id_idx ON portico.durable_links (consumer_id, link_id);
  CREATE INDEX durable_links_subject_id_idx ON portico.durable_links (subject_id, link_id);
`;

/** One row for each page that a button was pressed on; `url_sealed` stands only between minting and handing out. */
const CLICKS = `
  CREATE TABLE portico.link_clicks (
    link_id uuid NOT NULL CONSTRAINT link_clicks_link_id_fkey REFERENCES portico.durable_links,
    nonce_hash bytea NOT NULL,
    state text NOT NULL CONSTRAINT link_clicks_state_check CHECK (state IN ('CLAIMED', 'MINTED', 'HANDED_OUT', 'FAILED')),
    latest_request_id uuid NOT NULL,
    url_sealed bytea,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT link_clicks_pkey PRIMARY KEY (link_id, nonce_hash)
  );
`;

const GRANTS_OF_LINKS = `
  ALTER TABLE portico.onboarding_grants ADD COLUMN link_id uuid CONSTRAINT onboarding_grants_link_id_fkey REFERENCES portico.durable_links;
`;

/** Every vendor's link whose time runs out without a return is judged once. Those from before are not told any more. */
const STALLS = `
  ALTER TABLE portico.onboarding_grants ADD COLUMN stall_judged_at timestamptz;
  ALTER TABLE portico.consent_links ADD COLUMN stall_judged_at timestamptz;
  UPDATE portico.onboarding_grants SET stall_judged_at = now();
  UPDATE portico.consent_links SET stall_judged_at = now();
  CREATE INDEX onboarding_grants_overdue_idx ON portico.onboarding_grants (expires_at) WHERE returned_at IS NULL AND stall_judged_at IS NULL;
  CREATE INDEX consent_links_overdue_idx ON portico.consent_links (issued_at) WHERE returned_at IS NULL AND stall_judged_at IS NULL;
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON portico.durable_links, portico.link_clicks TO portico_app;
`;
