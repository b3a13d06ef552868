import { createRequire } from 'node:module';
import path from 'node:path';
import { environment as given } from './access.mjs';
import { openHome, secretIn } from './home.mjs';
import { originOf, portOf } from './machine.mjs';
import { startConsole } from './console.mjs';
import { welcome } from './welcome.mjs';

const require = createRequire(import.meta.url);

/** Everything on this machine: database, migrations, sandbox, gateway. */
export async function runSandbox(supervisor, wantedHome) {
  const [port, sandboxPort] = [portOf('PORT', 3000), portOf('SANDBOX_PORT', 4000)];
  const home = openHome(wantedHome);
  const variables = { VENDOR_ACCOUNTS: 'other', ...given() };
  const urls = variables.DATABASE_URL
    ? ownServer(variables)
    : await startConsole.step(`database, kept in ${home}`, () => embeddedServer(supervisor, home));
  await startConsole.step('migrations', () =>
    require('../../dist/src/database/setup/migrate.js').migrate(urls.owner, urls.ownerVariable),
  );
  const environment = { LOG_LEVEL: 'warn', ...variables, PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
  const sandboxUrl = `http://localhost:${sandboxPort}`;
  const gatewayUrl = originOf(process.env.HOST || 'localhost', port);
  await startConsole.step('sandbox', async () => {
    const sandbox = supervisor.run('sandbox', 'dist/sandbox.js', {
      ...webhookTargets(gatewayUrl, variables),
      ...environment,
      SANDBOX_DATABASE_URL: urls.sandbox,
    });
    await supervisor.untilReady(
      'sandbox',
      `${originOf(process.env.SANDBOX_HOST || 'localhost', sandboxPort)}/health`,
      sandbox,
    );
  });
  await startConsole.step('gateway', async () => {
    const gateway = supervisor.run('gateway', 'dist/gateway.js', {
      ...environment,
      ...auditSettings(urls, home, variables),
      DATABASE_URL: urls.app,
      PORTICO_DATA_KEY: variables.PORTICO_DATA_KEY || secretIn(home, 'data-key'),
      PORTICO_SANDBOX_URL: sandboxUrl,
    });
    await supervisor.untilReady('gateway', `${gatewayUrl}/health/ready`, gateway);
  });
  startConsole.block(await welcome(gatewayUrl, sandboxUrl));
  startConsole.ready();
}

/** The sandbox tells the gateway what happens at the vendors, under a secret that the gateway takes. */
export function webhookTargets(gatewayUrl, variables) {
  const { SANDBOX_WEBHOOK_SECRET: literal, sandboxWebhookSecretOf } = require('../../dist/src/config/upkeep.config.js');
  const hasOther = variables.VENDOR_ACCOUNTS?.split(',').includes('other');
  const other = (list) => list?.split(',')[0] || sandboxWebhookSecretOf('other');
  const secretOf = (list) => list?.split(',')[0] || literal;
  return {
    SANDBOX_WEBHOOK_1MONEY_URL: `${gatewayUrl}/webhooks/1money`,
    SANDBOX_WEBHOOK_1MONEY_SECRET: secretOf(variables.ONE_MONEY_WEBHOOK_SECRETS),
    SANDBOX_WEBHOOK_FINPRO_URL: `${gatewayUrl}/webhooks/finpro`,
    SANDBOX_WEBHOOK_FINPRO_SECRET: secretOf(variables.FINPRO_WEBHOOK_SECRETS),
    ...(hasOther && {
      SANDBOX_WEBHOOK_1MONEY_OTHER_URL: `${gatewayUrl}/webhooks/1money/other`,
      SANDBOX_WEBHOOK_1MONEY_OTHER_SECRET: other(variables.ONE_MONEY_WEBHOOK_SECRETS__OTHER),
      SANDBOX_WEBHOOK_FINPRO_OTHER_URL: `${gatewayUrl}/webhooks/finpro/other`,
      SANDBOX_WEBHOOK_FINPRO_OTHER_SECRET: other(variables.FINPRO_WEBHOOK_SECRETS__OTHER),
    }),
  };
}

/**
 * The local log is signed by a local key; its checkpoints go to a file only where the database is ours too, for they
 * must belong together.
 */
function auditSettings(urls, home, variables) {
  const { AUDIT_SIGNING_KEY: key, AUDIT_CHECKPOINT_FILE: file } = variables;
  return {
    SEQUENCER_DATABASE_URL: urls.sequencer || '',
    AUDIT_SIGNING_KEY: key || secretIn(home, 'audit-signing-key'),
    AUDIT_CHECKPOINT_FILE: file || (variables.DATABASE_URL ? '' : path.join(home, 'checkpoints')),
  };
}

async function embeddedServer(supervisor, home) {
  const { startEmbeddedPostgres } = require('../../dist/src/local-postgres/embedded-postgres.js');
  const { prepareRoles } = require('../../dist/src/database/setup/roles.js');
  const onUnexpectedExit = () => {
    startConsole.failure('The embedded database ended by itself: start again; the data are kept.');
    void supervisor.stop(1);
  };
  const server = await startEmbeddedPostgres({ home, isDurable: true, onUnexpectedExit });
  supervisor.add(() => server.stop());
  return prepareRoles(server.url);
}

function ownServer(variables) {
  const {
    DATABASE_URL: app,
    MIGRATION_DATABASE_URL: owner,
    SANDBOX_DATABASE_URL: sandbox,
    SEQUENCER_DATABASE_URL: sequencer,
  } = variables;
  return {
    app,
    owner: owner || app,
    ownerVariable: owner ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL',
    sandbox: sandbox || owner || app,
    sequencer,
  };
}
