// Where the log is, and whom to trust: from options, from the environment, or from the local data of sandbox mode.
const fs = require('node:fs');
const path = require('node:path');
const { KEPT } = require('../database-away.cjs');
const { readVkey, vkeyOfSeed } = require('./note.cjs');

const home = path.resolve(process.env.INIT_CWD ?? '.', process.env.PORTICO_HOME || '.portico');
const kept = (name) =>
  fs.existsSync(path.join(home, name)) ? fs.readFileSync(path.join(home, name), 'utf8').trim() : undefined;

/** A variable, or what stands in the file that `<name>_FILE` names. */
function setting(name) {
  const file = process.env[`${name}_FILE`];
  if (file && process.env[name]) throw new Error(`${name} and ${name}_FILE exclude each other.`);
  try {
    return file ? fs.readFileSync(file, 'utf8').trim() : process.env[name];
  } catch {
    throw new Error(`${name}_FILE must name a file that can be read.`);
  }
}

/** The first variable of these that is set, with its URL; else the database that `npm start` keeps on this machine. */
function firstOf(variables, otherwise) {
  const variable = variables.find((name) => setting(name));
  const url = variable === undefined ? kept('database-url') : setting(variable);
  if (!url) throw new Error(otherwise);
  return { variable: variable ?? KEPT, url };
}

/** Of a login that may read the log; the auditor's at best. */
const database = () =>
  firstOf(
    ['AUDIT_DATABASE_URL', 'MIGRATION_DATABASE_URL', 'DATABASE_URL'],
    'Which database? Set AUDIT_DATABASE_URL to a login of the role portico_auditor, or start Portico here (npm start).',
  );

/** Of a login that owns the tables of the log. */
const ownersDatabase = () =>
  firstOf(
    ['MIGRATION_DATABASE_URL', 'DATABASE_URL'],
    'Which database? Set MIGRATION_DATABASE_URL to a login of the owner, or start Portico here (npm start).',
  );

/** The verifier keys that were given; else the one of the key that signs here. */
function trustedVkeys(given) {
  if (given?.length > 0) return given;
  if (process.env.AUDIT_VERIFIER_KEYS) return process.env.AUDIT_VERIFIER_KEYS.split(',');
  const seed = signingSeed();
  if (seed === null)
    throw new Error(
      'Which key is to be trusted? Give it with --vkey or in AUDIT_VERIFIER_KEYS, or start Portico here (npm start).',
    );
  return [vkeyOfSeed(process.env.AUDIT_LOG_ORIGIN || 'portico.local/audit', seed)];
}

/** Of the key that signs here: 32 bytes; null where it is not known. */
function signingSeed() {
  const seed = Buffer.from(setting('AUDIT_SIGNING_KEY') || kept('audit-signing-key') || '', 'base64url');
  return seed.length === 32 ? seed : null;
}

/** The file of checkpoints outside the database; null where none is known. */
function checkpointFile(given) {
  const found =
    given ??
    (process.env.AUDIT_CHECKPOINT_FILE ||
      (setting('AUDIT_DATABASE_URL') || setting('DATABASE_URL') ? undefined : path.join(home, 'checkpoints')));
  if (given && !fs.existsSync(given)) throw new Error(`There is no file ${given}.`);
  return found && fs.existsSync(found) ? found : null;
}

module.exports = { database, ownersDatabase, signingSeed, trustedVkeys, checkpointFile, readVkey };
