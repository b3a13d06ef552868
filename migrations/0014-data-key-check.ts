import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A value sealed under the data key of the first start, by which every later start knows whether its key is the same. */
export class DataKeyCheck1790000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE portico.data_key_check (
        is_only boolean NOT NULL DEFAULT true,
        sealed bytea NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT data_key_check_pkey PRIMARY KEY (is_only),
        CONSTRAINT data_key_check_is_only_check CHECK (is_only)
      )`);
    await runner.query('GRANT SELECT, INSERT ON portico.data_key_check TO portico_app');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
