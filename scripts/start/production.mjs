import { createRequire } from 'node:module';
import { originOf, portOf } from './machine.mjs';
import { say } from './say.mjs';

const require = createRequire(import.meta.url);

/** The gateway alone, with the environment as it is given: no sandbox, no seeds. */
export async function runProduction(household) {
  const { ConfigError, loadConfig } = require('../../dist/src/config/config.js');
  try {
    loadConfig(process.env);
  } catch (error) {
    throw error instanceof ConfigError ? new Error(error.message) : error;
  }
  const { migrate } = require('../../dist/src/database/migrate.js');
  await say.step('migrations', () => migrate(process.env.MIGRATION_DATABASE_URL || process.env.DATABASE_URL));
  const gateway = household.run('gateway', 'dist/src/main.js', process.env);
  await household.untilReady('gateway', `${originOf(process.env.HOST || '0.0.0.0', portOf('PORT', 3000))}/health/ready`, gateway);
  say.ready();
}
