import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clicks on durable links can be forgotten, and the old ones found without reading the others. */
export class ClickPurge1790000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX link_clicks_claimed_at_idx ON portico.link_clicks (claimed_at)');
    await runner.query('GRANT DELETE ON portico.link_clicks TO portico_app');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
