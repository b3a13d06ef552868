import { createRequire } from 'node:module';
import { environment } from './access.mjs';

const require = createRequire(import.meta.url);

/** Milliseconds between two tries while the database is away. */
const RETRY_MS = 1_000;

/** Migrates as soon as the database is there, as the gateway waits for it. Calls `waiting` when it has to wait. */
export async function migrateWhenThere(waiting) {
  const { migrate } = require('../../dist/src/database/setup/migrate.js');
  const { isAway } = require('../../dist/src/database/failure.js');
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = environment();
  for (let tries = 0; ; tries += 1) {
    try {
      return await migrate(
        MIGRATION_DATABASE_URL || DATABASE_URL,
        MIGRATION_DATABASE_URL ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL',
      );
    } catch (error) {
      if (!isAway(error)) throw error;
      if (tries === 0) waiting();
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}
