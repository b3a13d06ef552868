// Other credentials at a vendor: `npx portico vendors rotate <vendor> --rehearse`. Uses the variables of the gateway.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { misuse, readArguments } from './arguments.cjs';
import { wordsOf } from './start/access.mjs';
import { canary, refuses } from './vendors/canary.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(path.resolve(import.meta.dirname, '../dist/src', file));

const USAGE = `npx portico vendors rotate <one-money|finpro> --new <variable>=<file> [--new …]… [--rehearse] [--keep]

  --new       a file with a new credential, such as ONE_MONEY_SECRET_KEY=/run/secrets/next, or that of a further
              account, such as ONE_MONEY_SECRET_KEY__ACME=/run/secrets/next
  --rehearse  first signs a call without effect with the new credentials (1Money: GET /echo, FinPro: GET /list/fips);
              when the vendor refuses it, nothing is changed
  --keep      ends after the rehearsal, whatever it found

Replaces the files that <variable>_FILE names, which gateways notice within two seconds; then waits until calls that
were signed with the former credentials have ended, and says whether the vendor still takes those.`;
const OPTIONS = {
  new: { type: 'string', multiple: true },
  rehearse: { type: 'boolean' },
  keep: { type: 'boolean' },
};
const PROFILES = {
  'one-money': ['vendors/one-money/one-money.profile.js', 'ONE_MONEY', /^ONE_MONEY_(ACCESS_KEY|SECRET_KEY)$/],
  finpro: ['vendors/finpro/finpro.profile.js', 'FINPRO', /^FINPRO_CLIENT_(ID|SECRET)$/],
};
/** Milliseconds within which a gateway notices a file (src/main.ts), and some more. */
const NOTICED_MS = 2_500;

const absolute = (file) => path.resolve(process.env.INIT_CWD ?? '.', file);

/** The files of new credentials, by variable. */
function newFiles(given, allowed) {
  return given.map((text) => {
    const [, name, file] = /^([A-Z0-9_]+)=(.+)$/.exec(text) ?? [];
    if (!name || !allowed.test(name.split('__')[0])) misuse(USAGE, `--new ${text} names no credential of this vendor.`);
    if (!process.env[`${name}_FILE`])
      throw new Error(`${name}_FILE must name the file that gateways read: nothing else can be replaced.`);
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

/** Replaces the files that gateways read, each in one step, with the rights that they had. */
function promote(files) {
  const made = files.map(({ file, target }) => {
    const next = `${target}.next`;
    fs.writeFileSync(next, fs.readFileSync(file), { mode: fs.statSync(target).mode & 0o777 });
    return [next, target];
  });
  for (const [next, target] of made) fs.renameSync(next, target);
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const [command, vendor] = positionals;
  if (command !== 'rotate' || !Object.hasOwn(PROFILES, vendor ?? ''))
    misuse(USAGE, 'What is to be done, and at which vendor?');
  if (!values.new) misuse(USAGE, 'Which credentials? Give each with --new.');
  if (values.keep && !values.rehearse) misuse(USAGE, '--keep ends after the rehearsal: give --rehearse as well.');
  require('reflect-metadata');
  const [module, exported, allowed] = PROFILES[vendor];
  const profile = built(module)[exported];
  const files = newFiles(values.new, allowed);
  const { connection, former, deadlineMs } = connectionsOf(profile, files);
  if (values.rehearse) console.log(await rehearse(vendor, connection));
  if (values.keep) return void console.log('Nothing was changed.');
  promote(files);
  console.log(`Replaced: ${files.map(({ target }) => target).join(', ')}.`);
  await pause(NOTICED_MS + deadlineMs);
  const { answer } = await canary(vendor, former);
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
  process.stderr.write(`${wordsOf(error, ['DATABASE_URL'])}\n`);
  process.exitCode = 1;
}
