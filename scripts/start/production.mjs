import { createRequire } from 'node:module';
import { environment } from './access.mjs';
import { originOf, portOf } from './machine.mjs';
import { startConsole } from './console.mjs';

const require = createRequire(import.meta.url);

/** Milliseconds between two tries while the database is away. */
const RETRY_MS = 1_000;

/** The gateway alone, with the environment as it is given: no sandbox, no seeds. */
export async function runProduction(supervisor) {
  await startConsole.step('migrations', () => migrateWhenThere(environment()));
  const gateway = supervisor.run('gateway', 'dist/gateway.js', process.env);
  supervisor.onHangup(() => gateway.kill('SIGHUP'));
  await supervisor.untilReady(
    'gateway',
    `${originOf(process.env.HOST || '0.0.0.0', portOf('PORT', 3000))}/health/ready`,
    gateway,
  );
  startConsole.ready();
}

/** Waits while the database is away, as the gateway does. */
async function migrateWhenThere({ MIGRATION_DATABASE_URL, DATABASE_URL }) {
  const { migrate } = require('../../dist/src/database/setup/migrate.js');
  const { isAway } = require('../../dist/src/database/failure.js');
  for (let tries = 0; ; tries += 1) {
    try {
      return await migrate(
        MIGRATION_DATABASE_URL || DATABASE_URL,
        MIGRATION_DATABASE_URL ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL',
      );
    } catch (error) {
      if (!isAway(error)) throw error;
      if (tries === 0) startConsole.block('… the database is away: waiting for it');
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}
