import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people are shown of the consumer that sent them a durable link, and the language in which a vendor shows its
 * pages. All may be null, and replicas of the version before neither read nor write them.
 */
export class Appearance1790000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const COLUMNS = `
  ALTER TABLE portico.consumers
    ADD COLUMN display_name text,
    ADD COLUMN contact text,
    ADD COLUMN logo bytea,
    ADD CONSTRAINT consumers_display_name_check CHECK (length(display_name) BETWEEN 1 AND 80) NOT VALID,
    ADD CONSTRAINT consumers_contact_check CHECK (length(contact) BETWEEN 1 AND 254) NOT VALID,
    ADD CONSTRAINT consumers_logo_check CHECK (length(logo) BETWEEN 1 AND 65536) NOT VALID;
  ALTER TABLE portico.onboarding_grants ADD COLUMN shown_locale text;
`;
