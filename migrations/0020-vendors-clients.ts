import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What clients that were written for the vendors need: their lists, several applications of one consumer, a default page, and refused requests that can be found. */
export class VendorsClients1790000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [CONSUMERS, CUSTOMERS, REFUSED]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const CONSUMERS = `
  ALTER TABLE portico.consumers
    ADD COLUMN other_application_ids text[] NOT NULL DEFAULT '{}',
    ADD COLUMN default_redirect_url text;
`;

/** The list of a consumer's customers, and those of one status, newest first. */
const CUSTOMERS = `
  CREATE INDEX customers_consumer_id_idx ON portico.customers (consumer_id, subject_id) WHERE erased_at IS NULL;
  CREATE INDEX customers_status_idx ON portico.customers (consumer_id, status, subject_id) WHERE erased_at IS NULL;
`;

/** A request that FinPro refused has no handle, and is nobody's rival; its key is free again. */
const REFUSED = `
  ALTER TABLE portico.consents
    DROP CONSTRAINT consents_status_check,
    DROP CONSTRAINT consents_handle_by_status_check,
    ADD CONSTRAINT consents_status_check
      CHECK (status IN ('REQUESTED', 'UNKNOWN', 'REFUSED', 'PENDING', 'ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED', 'UNRECOGNISED')),
    ADD CONSTRAINT consents_handle_by_status_check CHECK ((consent_handle IS NULL) = (status IN ('REQUESTED', 'UNKNOWN', 'REFUSED')));
  CREATE INDEX consents_refused_idx ON portico.consents (journey_id) WHERE status = 'REFUSED';
`;
