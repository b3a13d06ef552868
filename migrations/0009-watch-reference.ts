import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An upsert that names one unique index may fail on another one of the same table while the row is updated elsewhere
 * (PostgreSQL, INSERT: "ON CONFLICT" looks at the named one only). A journey's reference is unique where the journey is kept.
 */
export class WatchReference1790000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE portico.journey_watches DROP CONSTRAINT journey_watches_vendor_reference_key');
    await runner.query(
      'CREATE INDEX journey_watches_vendor_reference_idx ON portico.journey_watches (vendor, reference)',
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
