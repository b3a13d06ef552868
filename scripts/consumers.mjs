// The services that may use Portico: `npx portico consumers create|show|update|rotate|disable|enable|list`. Uses
// DATABASE_URL and PORTICO_DATA_KEY, or what `npm start` keeps on this machine.
import fs from 'node:fs';
import path from 'node:path';
import { commandIn, misuse, readArguments } from './arguments.cjs';
import { built, commandActor, reasonIn, runCommand, withModule, written } from './start/command.mjs';

const USAGE = `npx portico consumers create <client_id> --organisation <id> --application <id>[,<id>…]
    --scopes <scope,…> [--redirect-origins <origin,…>]
    [--redirect-url <page for requests that name none>] [--products <productID,…>] [--rate-limit <requests per minute>]
    [--one-money-account <account>] [--finpro-account <account>]
    [--display-name <text>] [--contact <mail address or https URL>] [--logo <PNG or JPEG file>] [--reason <text>]
npx portico consumers show <client_id>
npx portico consumers update <client_id> --reason <text> [--add-redirect-origin <origin>]…
    [--remove-redirect-origin <origin>]…
    [--redirect-origins <origin,…>] [--redirect-url <page>|none] [--scopes <scope,…>] [--products <productID,…>]
    [--application <id>[,<id>…]] [--rate-limit <requests per minute>|none]
    [--one-money-account <account>] [--finpro-account <account>]
    [--display-name <text>|none] [--contact <mail address or https URL>|none] [--logo <PNG or JPEG file>|none]
npx portico consumers rotate <client_id> --reason <text> [--overlap <seconds, 86400>]
npx portico consumers disable <client_id> --reason <text>
npx portico consumers enable <client_id> --reason <text>
npx portico consumers list

An account is a name in VENDOR_ACCOUNTS, or default; this command must have the VENDOR_ACCOUNTS of the gateway, or
--unlisted-account to take a name that it does not list. Journeys that have begun stay in their account.
Each takes --json. Running replicas know of a change within five seconds. The audit log keeps the reason, and the
account on this machine.`;

const SETTINGS = [
  'application',
  'scopes',
  'redirect-origins',
  'redirect-url',
  'products',
  'rate-limit',
  'one-money-account',
  'finpro-account',
  'unlisted-account',
  'display-name',
  'contact',
  'logo',
  'reason',
];
/** By command: how many words it has, and its options. */
const COMMANDS = {
  create: [2, ['organisation', ...SETTINGS]],
  show: [2, []],
  update: [2, ['add-redirect-origin', 'remove-redirect-origin', ...SETTINGS]],
  rotate: [2, ['overlap', 'reason']],
  disable: [2, ['reason']],
  enable: [2, ['reason']],
  list: [1, []],
};
const REPEATED = ['add-redirect-origin', 'remove-redirect-origin'];
/** Options that change nothing by themselves. */
const WITHOUT_CHANGE = ['json', 'reason', 'unlisted-account'];
const OPTIONS = {
  ...Object.fromEntries(
    [...new Set(Object.values(COMMANDS).flatMap(([, names]) => names))].map((name) => [
      name,
      { type: 'string', multiple: REPEATED.includes(name) },
    ]),
  ),
  'unlisted-account': { type: 'boolean' },
  json: { type: 'boolean' },
};
const listed = (text = '') => text.split(',').filter(Boolean);
/** A value that `none` takes away; undefined where the option is not given. */
const orNone = (text, read = (given) => given) =>
  text === undefined ? undefined : text === 'none' ? null : read(text);

/** The account at each vendor that was given: one that the deployment has, as far as can be known here. */
function accountsIn(options) {
  const named = ['default', ...listed(process.env.VENDOR_ACCOUNTS)];
  const given = { 'one-money': options['one-money-account'], finpro: options['finpro-account'] };
  const accounts = Object.entries(given).filter(([, account]) => account !== undefined);
  const unknown = accounts.find(([, one]) => !named.includes(one));
  if (unknown && !options['unlisted-account'])
    misuse(
      USAGE,
      `VENDOR_ACCOUNTS names no account '${unknown[1]}' here; the accounts are ${named.join(', ')}. If the gateway ` +
        'has it, run this with VENDOR_ACCOUNTS of the gateway, or with --unlisted-account.',
    );
  return Object.fromEntries(accounts);
}

/** The settings that were given; those that were not are absent. */
function given(options) {
  const [applicationId, ...otherApplicationIds] = listed(options.application);
  const settings = {
    ...(options.application === undefined ? {} : { applicationId: applicationId ?? '', otherApplicationIds }),
    scopes: options.scopes === undefined ? undefined : listed(options.scopes),
    redirectOrigins: options['redirect-origins'] === undefined ? undefined : listed(options['redirect-origins']),
    productIds: options.products === undefined ? undefined : listed(options.products),
    defaultRedirectUrl: orNone(options['redirect-url']),
    rateLimitPerMinute: orNone(options['rate-limit'], Number),
    displayName: orNone(options['display-name']),
    contact: orNone(options.contact),
    logo: orNone(options.logo, (file) => fs.readFileSync(path.resolve(process.env.INIT_CWD ?? '.', file))),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** The result, as data for `--json`, and in words. */
async function perform(registry, actor, [command, clientId], options) {
  const shown = async () => {
    const data = dataOf(await registry.find(clientId));
    return { data, words: lines(data) };
  };
  switch (command) {
    case 'list': {
      const consumers = await registry.list();
      return { data: { consumers: consumers.map(dataOf) }, words: table(consumers) };
    }
    case 'create': {
      const none = {
        scopes: [],
        redirectOrigins: [],
        productIds: [],
        defaultRedirectUrl: null,
        rateLimitPerMinute: null,
        displayName: null,
        contact: null,
        logo: null,
      };
      const wanted = {
        clientId,
        organisationId: options.organisation ?? '',
        applicationId: '',
        ...none,
      };
      const vendorAccounts = Object.fromEntries(
        Object.entries(accountsIn(options)).map(([vendor, account]) => [vendor, [account]]),
      );
      return told(clientId, await registry.create(actor, { ...wanted, vendorAccounts, ...given(options) }));
    }
    case 'update': {
      const change = {
        ...given(options),
        addedOrigins: options['add-redirect-origin'],
        removedOrigins: options['remove-redirect-origin'],
        movedTo: accountsIn(options),
      };
      await registry.update(actor, clientId, change);
      return shown();
    }
    case 'show':
      return shown();
    case 'rotate':
      return told(clientId, await registry.rotate(actor, clientId, Number(options.overlap ?? 86_400)));
    case 'enable':
      await registry.enable(actor, clientId);
      return {
        data: { client_id: clientId, state: 'enabled' },
        words: `${clientId} is enabled: within five seconds its credentials and its durable links work again.`,
      };
    default:
      await registry.disable(actor, clientId);
      return {
        data: { client_id: clientId, state: 'disabled' },
        words:
          `${clientId} is disabled: nothing is sent to it any more, its durable links lead nowhere, and within ` +
          'five seconds its credentials are refused.',
      };
  }
}

const told = (clientId, secret) => ({
  data: { client_id: clientId, secret },
  words: `client_id  ${clientId}\nsecret     ${secret}\nIt is shown this once: keep it where secrets are kept.`,
});

function state({ disabledAt, isSeeded, replacedSecrets }) {
  const ends = replacedSecrets.map(({ until }) => new Date(until)).filter((until) => until > new Date());
  if (disabledAt) return 'disabled';
  if (isSeeded) return 'sandbox only';
  return ends.length === 0
    ? 'enabled'
    : `${ends.length + 1} secrets until ${new Date(Math.max(...ends)).toISOString()}`;
}

/** A consumer without its secrets. */
const dataOf = (consumer) => ({
  client_id: consumer.clientId,
  organisation_id: consumer.organisationId,
  application_ids: [consumer.applicationId, ...consumer.otherApplicationIds],
  scopes: consumer.scopes,
  redirect_origins: consumer.redirectOrigins,
  redirect_url: consumer.defaultRedirectUrl,
  product_ids: consumer.productIds,
  one_money_account: consumer.vendorAccounts['one-money']?.[0] ?? 'default',
  finpro_account: consumer.vendorAccounts.finpro?.[0] ?? 'default',
  rate_limit_per_minute: consumer.rateLimitPerMinute,
  display_name: consumer.displayName,
  contact: consumer.contact,
  state: state(consumer),
});

const lines = (data) =>
  Object.entries(data)
    .map(([name, value]) => `${name.padEnd(22)} ${Array.isArray(value) ? value.join(', ') : (value ?? 'none')}`)
    .join('\n');

function table(consumers) {
  return consumers
    .map((consumer) =>
      [
        consumer.clientId,
        consumer.organisationId,
        [consumer.applicationId, ...consumer.otherApplicationIds].join(','),
        consumer.scopes.join(','),
        consumer.rateLimitPerMinute ?? 'as configured',
        state(consumer),
      ].join('\t'),
    )
    .join('\n');
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const names = COMMANDS[commandIn(USAGE, COMMANDS, positionals, 'client id')][1];
  const foreign = Object.keys(values).find((name) => name !== 'json' && !names.includes(name));
  if (foreign) misuse(USAGE, `'${positionals[0]}' has no option '--${foreign}'`);
  if (positionals[0] === 'update' && Object.keys(values).every((name) => WITHOUT_CHANGE.includes(name)))
    misuse(USAGE, 'What is to be changed?');
  if (values.reason !== undefined || !['create', 'list', 'show'].includes(positionals[0]))
    reasonIn(USAGE, values.reason);
  const module = ['consumers/registry/registry.module.js', 'RegistryModule'];
  return withModule(module, async (context) => {
    const registry = context.get(built('consumers/registry/consumer-registry.js').ConsumerRegistry);
    return written(await perform(registry, commandActor(values.reason), positionals, values), values);
  });
}

await runCommand(main);
