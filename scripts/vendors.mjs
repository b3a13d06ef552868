// Other credentials at a vendor: `npx portico vendors rotate <vendor> --rehearse`. Uses the variables of the gateway.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { misuse, readArguments } from './arguments.cjs';
import { wordsOf } from './start/access.mjs';
import { built, commandActor, reasonIn, withModule } from './start/command.mjs';
import { canary, refuses } from './vendors/canary.mjs';

const require = createRequire(import.meta.url);

const USAGE = `npx portico vendors rotate <one-money|finpro> --new <variable>=<file> [--new …]… [--rehearse] [--keep]
                          --reason <text>

  --new       a file with a new credential, such as ONE_MONEY_SECRET_KEY=/run/secrets/next, or that of a further
              account, such as ONE_MONEY_SECRET_KEY__ACME=/run/secrets/next
  --rehearse  first signs a call without effect with the new credentials (1Money: GET /echo, FinPro: GET /list/fips);
              when the vendor refuses it, nothing is changed
  --keep      ends after the rehearsal, whatever it found; needs no reason
  --reason    why, for the audit log

Replaces the files that <variable>_FILE names, which gateways notice within two seconds, and signs the call with the
new credentials. When the vendor accepts it, waits until calls that were signed with the former credentials have ended,
and says whether the vendor still takes those. Otherwise says how to go back, and ends with 1. It is in the audit log.`;
const OPTIONS = {
  new: { type: 'string', multiple: true },
  rehearse: { type: 'boolean' },
  keep: { type: 'boolean' },
  reason: { type: 'string' },
};
const PROFILES = {
  'one-money': ['vendors/one-money/one-money.profile.js', 'ONE_MONEY', /^ONE_MONEY_(ACCESS_KEY|SECRET_KEY)$/],
  finpro: ['vendors/finpro/finpro.profile.js', 'FINPRO', /^FINPRO_CLIENT_(ID|SECRET)$/],
};
/** Milliseconds within which a gateway notices a file (src/main.ts), and some more. */
const NOTICED_MS = 2_500;

/** Of the database, in messages. */
const VARIABLES = ['DATABASE_URL', 'PORTICO_DATA_KEY'];

const absolute = (file) => path.resolve(process.env.INIT_CWD ?? '.', file);

/** The files of new credentials, by variable. */
function newFiles(given, allowed) {
  return given.map((text) => {
    const [, name, file] = /^([A-Z0-9_]+)=(.+)$/.exec(text) ?? [];
    if (!name || !allowed.test(name.split('__')[0])) misuse(USAGE, `--new ${text} names no credential of this vendor.`);
    if (!process.env[`${name}_FILE`])
      throw new Error(`${name}_FILE must name the file that gateways read: nothing else can be replaced.`);
    if (!fs.existsSync(absolute(file)))
      throw new Error(`--new ${name}: there is no file ${file}. Nothing was changed.`);
    return { name, file: absolute(file), target: absolute(process.env[`${name}_FILE`]) };
  });
}

/** The account whose credentials these are, by the suffix of their variables. */
function accountNamedBy(files, config) {
  const { accountsIn } = built('config/config.js');
  const { suffixOf } = built('config/environment/account-environments.js');
  const [suffix, ...others] = new Set(files.map(({ name }) => /__.*$/.exec(name)?.[0] ?? ''));
  if (others.length > 0) misuse(USAGE, '--new names credentials of several accounts.');
  return accountsIn(config).find((account) => (account === 'default' ? '' : suffixOf(account)) === suffix);
}

/** The connection that these files make, and the one before; the configuration names what is wrong with them. */
function connectionsOf(profile, files) {
  const { accountIn, loadConfig } = built('config/config.js');
  const changed = Object.fromEntries(files.map(({ name, file }) => [`${name}_FILE`, file]));
  const [config, next] = [loadConfig(process.env), loadConfig({ ...process.env, ...changed })];
  const account = accountNamedBy(files, config);
  return {
    account: account ?? 'default',
    connection: profile.connection(accountIn(next, account)),
    former: profile.connection(accountIn(config, account)),
    deadlineMs: config.vendorDeadlineMs,
  };
}

/** Resolves to what the vendor said to these credentials. Rejects when it does not accept them. */
async function rehearse(vendor, connection) {
  const { answer, url, call, ms } = await canary(vendor, connection);
  if (refuses(answer))
    throw new Error(`${url.origin} refuses the new credentials (${answer.status}): nothing was changed.`);
  if (!answer.ok) throw new Error(`${url.origin} answers ${answer.status} to ${call}: nothing was changed. Try again.`);
  return `${url.origin} accepts the new credentials: ${call} was answered ${answer.status} in ${ms} ms.`;
}

let isChanged = false;

/** Where the former credential stays until the vendor has accepted the new one. */
const formerOf = (target) => `${target}.former`;

/** Replaces the files that gateways read, each in one step, with the rights that they had. Keeps the former ones. */
function promote(files) {
  const made = files.map(({ file, target }) => {
    const [content, former] = [fs.readFileSync(file), fs.readFileSync(target)];
    const rights = { mode: fs.statSync(target).mode & 0o777 };
    return { target, content, former, rights };
  });
  for (const { target, content, former, rights } of made) {
    fs.writeFileSync(formerOf(target), former, rights);
    fs.writeFileSync(`${target}.next`, content, rights);
  }
  isChanged = true;
  for (const { target } of made) fs.renameSync(`${target}.next`, target);
}

/** What the vendor says to the new credentials: the result for the audit log, and in words. */
async function judge(vendor, connection) {
  try {
    const { answer, url, call } = await canary(vendor, connection);
    if (refuses(answer)) return ['REFUSED', `${url.origin} REFUSES the new credentials (${call}: ${answer.status}).`];
    if (answer.ok) return ['SUCCEEDED', `${url.origin} accepts the new credentials (${call}: ${answer.status}).`];
    return [
      'UNKNOWN',
      `Whether the new credentials work is unknown: ${url.origin} answers ${answer.status} to ${call}.`,
    ];
  } catch (error) {
    return ['UNKNOWN', `Whether the new credentials work is unknown: ${error.message}.`];
  }
}

function wayBack(vendor, files) {
  const words = files.map(({ name, target }) => `--new ${name}=${formerOf(target)}`);
  return (
    `The former ones are in ${files.map(({ target }) => formerOf(target)).join(', ')}. To go back:\n` +
    `npx portico vendors rotate ${vendor} ${words.join(' ')} --reason <text>`
  );
}

/** Replaces the files between two entries of the audit log. Rejects unless the vendor accepts the new credentials. */
async function replace(rotations, reason, vendor, { account, connection }, files) {
  const intent = await rotations.begin(commandActor(reason), {
    vendor,
    account,
    variables: files.map(({ name }) => name),
  });
  promote(files);
  console.log(`Replaced: ${files.map(({ target }) => target).join(', ')}.`);
  const [result, words] = await judge(vendor, connection);
  if (result === 'SUCCEEDED') {
    console.log(words);
    for (const { target } of files) fs.rmSync(formerOf(target));
  } else process.stderr.write(`${words}\n${wayBack(vendor, files)}\n`);
  await rotations.end(intent, result).catch((error) => {
    throw new Error(`The audit log says that it was begun, and not how it ended: ${wordsOf(error, VARIABLES)}`);
  });
  return result === 'SUCCEEDED';
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const [command, vendor] = positionals;
  if (command !== 'rotate')
    misuse(USAGE, command ? `There is no command 'vendors ${command}'.` : 'What is to be done?');
  if (!Object.hasOwn(PROFILES, vendor ?? ''))
    misuse(USAGE, vendor ? `There is no vendor '${vendor}'.` : 'At which vendor?');
  if (!values.new) misuse(USAGE, 'Which credentials? Give each with --new.');
  if (values.keep && !values.rehearse) misuse(USAGE, '--keep ends after the rehearsal: give --rehearse as well.');
  if (!values.keep) reasonIn(USAGE, values.reason);
  require('reflect-metadata');
  const [module, exported, allowed] = PROFILES[vendor];
  const profile = built(module)[exported];
  const files = newFiles(values.new, allowed);
  const connections = connectionsOf(profile, files);
  if (values.rehearse) console.log(await rehearse(vendor, connections.connection));
  if (values.keep) return void console.log('Nothing was changed.');
  const isAccepted = await withModule(['keys/keys.module.js', 'KeysModule'], (context) =>
    replace(
      context.get(built('keys/vendor-rotation.service.js').VendorRotationService),
      values.reason,
      vendor,
      connections,
      files,
    ),
  ).catch((error) => {
    if (isChanged) throw error;
    throw new Error(`Nothing was changed, since the audit log could not be written: ${wordsOf(error, VARIABLES)}`);
  });
  if (!isAccepted) return void (process.exitCode = 1);
  await pause(NOTICED_MS + connections.deadlineMs);
  const { answer } = await canary(vendor, connections.former);
  console.log(
    `Calls that were signed with the former credentials have ended. ${
      refuses(answer)
        ? 'The vendor refuses those now.'
        : 'The vendor still takes those: have them revoked when the log of every gateway says that they were replaced.'
    }`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsOf(error, VARIABLES)}\n`);
  process.exitCode = 1;
}
