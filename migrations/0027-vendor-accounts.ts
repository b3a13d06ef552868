import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The account at a vendor that journeys, effects, poll schedules and webhooks belong to. Rows of before, and of replicas
 * of the version before, belong to the account `default`.
 */
export class VendorAccounts1790000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`ALTER TABLE portico.${table} ADD COLUMN vendor_account text NOT NULL DEFAULT 'default'`);
    await runner.query("ALTER TABLE portico.consumers ADD COLUMN vendor_accounts jsonb NOT NULL DEFAULT '{}'");
    await runner.query(RECEIVE);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** A constant default is stored in the catalogue: no table is rewritten. */
const TABLES = ['customers', 'consents', 'vendor_effects', 'journey_watches', 'webhook_inbox'] as const;

/** As receive_webhook of 0006, which replicas of the version before call. */
const RECEIVE = `
  CREATE FUNCTION portico.receive_webhook(webhook_id uuid, vendor text, dedupe_key text, event text, subject_ref text, facts jsonb, state text, vendor_account text) RETURNS boolean
  LANGUAGE sql AS $$
    INSERT INTO portico.webhook_inbox AS w (webhook_id, vendor, dedupe_key, event, subject_ref, facts, state, due_at, settled_at, vendor_account)
    VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $7 = 'PENDING' THEN now() END, CASE WHEN $7 <> 'PENDING' THEN now() END, $8)
    ON CONFLICT ON CONSTRAINT webhook_inbox_vendor_dedupe_key_key DO UPDATE SET duplicates = w.duplicates + 1
    RETURNING true
  $$;
`;
