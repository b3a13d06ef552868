// Where the log is, and whom to trust: from options, from the environment, or from the local data of sandbox mode.
const fs = require('node:fs');
const path = require('node:path');
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

/** Of a login that may read the log; the auditor's at best. */
function databaseUrl() {
  const found =
    setting('AUDIT_DATABASE_URL') ||
    setting('MIGRATION_DATABASE_URL') ||
    setting('DATABASE_URL') ||
    kept('database-url');
  if (!found) throw new Error('Which database? Set AUDIT_DATABASE_URL to a login of the role portico_auditor.');
  return found;
}

/** The verifier keys that were given; else the one of the key that signs here. */
function trustedVkeys(given) {
  if (given?.length > 0) return given;
  if (process.env.AUDIT_VERIFIER_KEYS) return process.env.AUDIT_VERIFIER_KEYS.split(',');
  const seed = signingSeed();
  if (seed === null) throw new Error('Which key is to be trusted? Give it with --vkey, or in AUDIT_VERIFIER_KEYS.');
  return [vkeyOfSeed(process.env.AUDIT_LOG_ORIGIN || 'portico.local/audit', seed)];
}

/** Of the key that signs here: 32 bytes; null where it is not known. */
function signingSeed() {
  const seed = Buffer.from(setting('AUDIT_SIGNING_KEY') || kept('audit-signing-key') || '', 'base64url');
  return seed.length === 32 ? seed : null;
}

/** Of a login that owns the tables of the log. */
function ownerUrl() {
  const found = setting('MIGRATION_DATABASE_URL') || setting('DATABASE_URL') || kept('database-url');
  if (!found) throw new Error('Which database? Set MIGRATION_DATABASE_URL to a login of the owner.');
  return found;
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

module.exports = { databaseUrl, ownerUrl, signingSeed, trustedVkeys, checkpointFile, readVkey };
