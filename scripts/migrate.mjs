// `npx portico migrate`: brings the schema of MIGRATION_DATABASE_URL up to date, beside replicas that serve requests.
import { createRequire } from 'node:module';
import { readArguments } from './arguments.cjs';
import { environment, wordsOf } from './start/access.mjs';
import { migrateWhenThere } from './start/migration.mjs';

const require = createRequire(import.meta.url);

const { values } = readArguments({
  usage: `npx portico migrate [--check]

Runs the migrations that the database of MIGRATION_DATABASE_URL (or DATABASE_URL) lacks, one process at a time, while
replicas serve requests. Waits for a database that is away. --check: changes nothing, names what is missing, and ends
with 1 when something is.`,
  options: { check: { type: 'boolean', default: false } },
});

const say = (text) => process.stdout.write(`${text}\n`);

async function check() {
  const { pendingMigrations } = require('../dist/src/database/setup/migrate.js');
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = environment();
  const pending = await pendingMigrations(
    MIGRATION_DATABASE_URL || DATABASE_URL,
    MIGRATION_DATABASE_URL ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL',
  );
  for (const name of pending) say(`missing: ${name}`);
  if (pending.length === 0) say('The schema is up to date.');
  else process.exitCode = 1;
}

async function run() {
  const ran = await migrateWhenThere(() => say('The database is away: waiting for it.'));
  for (const name of ran) say(`ran: ${name}`);
  if (ran.length === 0) say('The schema was up to date.');
}

try {
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = environment();
  if (!MIGRATION_DATABASE_URL && !DATABASE_URL) throw new Error('Set MIGRATION_DATABASE_URL.');
  await (values.check ? check() : run());
} catch (error) {
  process.stderr.write(`${wordsOf(error, ['MIGRATION_DATABASE_URL'])}\n`);
  process.exitCode = 1;
}
