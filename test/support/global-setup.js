const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Client } = require('pg');
const { cacheCodeOfChildren, isCodeCached } = require('./cached-children');

/** One PostgreSQL for the whole run, with the roles of production, and a migrated database that each suite copies. */
module.exports = async () => {
  const { startEmbeddedPostgres } = require('../../dist/src/local-postgres/embedded-postgres');
  const { prepareRoles } = require('../../dist/src/database/setup/roles');
  const { migrate } = require('../../dist/src/database/setup/migrate');
  const { newClusterHome } = require('../../dist/test/support/cluster-home');
  const home = newClusterHome('portico-test-');
  const logs = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-test-logs-'));
  if (!process.env.TEST_DATABASE_URL) {
    const server = await startEmbeddedPostgres({
      home,
      isDurable: false,
      settings: {
        track_commit_timestamp: 'on',
        max_wal_size: '256MB',
        // For planned-once.e2e-spec.ts, which turns it on for its own database.
        shared_preload_libraries: 'pg_stat_statements',
        'pg_stat_statements.track': 'none',
      },
    });
    globalThis.porticoTestServer = server;
    process.env.TEST_DATABASE_URL = server.url;
  }
  globalThis.porticoTestHome = home;
  process.env.TEST_LOG_DIRECTORY = logs;
  await onServer(`DROP DATABASE IF EXISTS portico_template WITH (FORCE)`);
  const roles = await prepareRoles(process.env.TEST_DATABASE_URL, 'portico_template');
  await migrate(roles.owner);
  process.env.TEST_ROLE_URLS = JSON.stringify(roles);
  await keepCodeOfGateway();
};

/** Most gateway processes are killed, and keep nothing (code-cache.cjs): this one ends by itself. */
async function keepCodeOfGateway() {
  if (isCodeCached('gateway')) return;
  const { createTestDatabase } = require('../../dist/test/support/database');
  const { startGatewayProcess } = require('../../dist/test/support/gateway-process');
  cacheCodeOfChildren();
  const database = await createTestDatabase();
  const gateway = await startGatewayProcess(database.appUrl, 'http://localhost:9');
  await gateway.end('SIGTERM');
  await database.drop();
}

async function onServer(statement) {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}
