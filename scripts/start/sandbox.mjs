import { createRequire } from 'node:module';
import path from 'node:path';
import { openHome, secretIn } from './home.mjs';
import { assertFree, originOf, portOf } from './machine.mjs';
import { say } from './say.mjs';
import { welcome } from './welcome.mjs';

const require = createRequire(import.meta.url);

/** Everything on this machine: database, migrations, sandbox, gateway. */
export async function runSandbox(household, wantedHome) {
  const [port, sandboxPort] = [portOf('PORT', 3000), portOf('SANDBOX_PORT', 4000)];
  if (port === sandboxPort) throw new Error('PORT and SANDBOX_PORT are the same: set one of them to another port.');
  await assertFree(port, 'PORT');
  await assertFree(sandboxPort, 'SANDBOX_PORT');
  const home = openHome(wantedHome);
  const urls = process.env.DATABASE_URL ? ownServer() : await say.step(`database, kept in ${home}`, () => embeddedServer(household, home));
  await say.step('migrations', () => require('../../dist/src/database/migrate.js').migrate(urls.owner));
  const environment = { LOG_LEVEL: 'warn', ...process.env, PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
  const sandboxUrl = `http://localhost:${sandboxPort}`;
  const gatewayUrl = originOf(process.env.HOST || 'localhost', port);
  await say.step('sandbox', async () => {
    const sandbox = household.run('sandbox', 'dist/src/sandbox/main.js', { ...webhookTargets(gatewayUrl), ...environment, SANDBOX_DATABASE_URL: urls.sandbox });
    await household.untilReady('sandbox', `${originOf(process.env.SANDBOX_HOST || 'localhost', sandboxPort)}/health`, sandbox);
  });
  await say.step('gateway', async () => {
    const gateway = household.run('gateway', 'dist/src/main.js', { ...environment, ...auditSettings(urls, home), DATABASE_URL: urls.app, PORTICO_DATA_KEY: process.env.PORTICO_DATA_KEY || secretIn(home, 'data-key'), PORTICO_SANDBOX_URL: sandboxUrl });
    await household.untilReady('gateway', `${gatewayUrl}/health/ready`, gateway);
  });
  say.block(await welcome(gatewayUrl, sandboxUrl));
  say.ready();
}

/** The sandbox tells the gateway what happens at the vendors, under a secret that the gateway takes. */
function webhookTargets(gatewayUrl) {
  const { SANDBOX_WEBHOOK_SECRET: literal } = require('../../dist/src/config/upkeep.config.js');
  const secretOf = (list) => list?.split(',')[0] || literal;
  return {
    SANDBOX_WEBHOOK_1MONEY_URL: `${gatewayUrl}/webhooks/1money`,
    SANDBOX_WEBHOOK_1MONEY_SECRET: secretOf(process.env.ONE_MONEY_WEBHOOK_SECRETS),
    SANDBOX_WEBHOOK_FINPRO_URL: `${gatewayUrl}/webhooks/finpro`,
    SANDBOX_WEBHOOK_FINPRO_SECRET: secretOf(process.env.FINPRO_WEBHOOK_SECRETS),
  };
}

/** The local log is signed by a local key; its checkpoints go to a file only where the database is ours too, for they must belong together. */
function auditSettings(urls, home) {
  const { AUDIT_SIGNING_KEY: key, AUDIT_CHECKPOINT_FILE: file } = process.env;
  return { SEQUENCER_DATABASE_URL: urls.sequencer || '', AUDIT_SIGNING_KEY: key || secretIn(home, 'audit-signing-key'), AUDIT_CHECKPOINT_FILE: file || (process.env.DATABASE_URL ? '' : path.join(home, 'checkpoints')) };
}

async function embeddedServer(household, home) {
  const { startEmbeddedPostgres } = require('../../dist/src/database/embedded-postgres.js');
  const { prepareRoles } = require('../../dist/src/database/roles.js');
  const onUnexpectedExit = () => {
    say.failure('The embedded database ended by itself: start again; the data are kept.');
    void household.stop(1);
  };
  const server = await startEmbeddedPostgres({ home, isDurable: true, onUnexpectedExit });
  household.add(() => server.stop());
  return prepareRoles(server.url);
}

function ownServer() {
  const { DATABASE_URL: app, MIGRATION_DATABASE_URL: owner, SANDBOX_DATABASE_URL: sandbox, SEQUENCER_DATABASE_URL: sequencer } = process.env;
  return { app, owner: owner || app, sandbox: sandbox || owner || app, sequencer };
}
