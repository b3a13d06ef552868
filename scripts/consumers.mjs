// The services that may use Portico: `npx portico consumers create|rotate|disable|list`. Uses DATABASE_URL and
// PORTICO_DATA_KEY, or what `npm start` keeps on this machine.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { misuse, readArguments } from './arguments.cjs';
import { access } from './start/access.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(path.resolve(import.meta.dirname, '../dist/src', file));

const USAGE = `npx portico consumers create <client_id> --organisation <id> --application <id>[,<id>…]
    --scopes <scope,…> [--redirect-origins <origin,…>]
    [--redirect-url <page for requests that name none>] [--products <productID,…>] [--rate-limit <requests per minute>]
    [--display-name <text>] [--contact <mail address or https URL>] [--logo <PNG or JPEG file>]
npx portico consumers rotate <client_id> [--overlap <seconds, 86400>]
npx portico consumers disable <client_id>
npx portico consumers list`;

const OPTIONS = Object.fromEntries(
  [
    'organisation',
    'application',
    'scopes',
    'redirect-origins',
    'redirect-url',
    'products',
    'rate-limit',
    'overlap',
    'display-name',
    'contact',
    'logo',
  ].map((name) => [name, { type: 'string' }]),
);
const listed = (text = '') => text.split(',').filter(Boolean);

/** What is said when it is done. */
async function perform(registry, actor, [command, clientId], options) {
  if (command === 'list') return table(await registry.list());
  if (command === 'create') {
    const [applicationId = '', ...otherApplicationIds] = listed(options.application);
    const wanted = {
      clientId,
      organisationId: options.organisation ?? '',
      applicationId,
      otherApplicationIds,
      defaultRedirectUrl: options['redirect-url'] ?? null,
      scopes: listed(options.scopes),
      redirectOrigins: listed(options['redirect-origins']),
      productIds: listed(options.products),
      rateLimitPerMinute: options['rate-limit'] === undefined ? null : Number(options['rate-limit']),
      displayName: options['display-name'] ?? null,
      contact: options.contact ?? null,
      logo: options.logo === undefined ? null : fs.readFileSync(options.logo),
    };
    return told(clientId, await registry.create(actor, wanted));
  }
  if (command === 'rotate')
    return told(clientId, await registry.rotate(actor, clientId, Number(options.overlap ?? 86_400)));
  await registry.disable(actor, clientId);
  return (
    `${clientId} is disabled for good: nothing is sent to it any more, its durable links lead nowhere, and within ` +
    'five seconds its credentials are refused.'
  );
}

const told = (clientId, secret) =>
  `client_id  ${clientId}\nsecret     ${secret}\nIt is shown this once: keep it where secrets are kept.`;

function state({ disabledAt, replacedSecrets }) {
  const ends = replacedSecrets.map(({ until }) => new Date(until)).filter((until) => until > new Date());
  if (disabledAt) return 'disabled';
  return ends.length === 0
    ? 'enabled'
    : `${ends.length + 1} secrets until ${new Date(Math.max(...ends)).toISOString()}`;
}

function table(consumers) {
  return consumers
    .map((consumer) =>
      [
        consumer.clientId,
        consumer.organisationId,
        [consumer.applicationId, ...consumer.otherApplicationIds].join(','),
        consumer.scopes.join(','),
        consumer.rateLimitPerMinute ?? 'as configured',
        consumer.isSeeded ? 'sandbox only' : state(consumer),
      ].join('\t'),
    )
    .join('\n');
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const words = { create: 2, rotate: 2, disable: 2, list: 1 }[positionals[0]];
  if (positionals.length !== words) misuse(USAGE, 'What is to be done, and with which consumer?');
  require('reflect-metadata');
  const { NestFactory } = require('@nestjs/core');
  const { v7 } = require('uuid');
  const { url, key } = access();
  // No vendor is called, so any will do.
  const config = built('config/config.js').loadConfig({
    DATABASE_URL: url,
    PORTICO_DATA_KEY: key,
    PORTICO_SANDBOX_URL: 'http://localhost',
  });
  const context = await NestFactory.createApplicationContext(
    built('consumers/registry/registry.module.js').RegistryModule.with(config),
    { logger: false, abortOnError: false },
  );
  try {
    return await perform(
      context.get(built('consumers/registry/consumer-registry.js').ConsumerRegistry),
      { requestId: v7(), clientId: null, actor: 'operator' },
      positionals,
      values,
    );
  } finally {
    await context.close();
  }
}

try {
  process.stdout.write(`${await main()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
