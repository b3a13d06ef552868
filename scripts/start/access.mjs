import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { awayText, KEPT } from '../database-away.cjs';
import { secretIn } from './home.mjs';

const require = createRequire(import.meta.url);

/** The environment with the values that stand in files. */
export const environment = () =>
  require('../../dist/src/config/environment/secret-files.js').withSecretFiles(process.env);

const home = () => path.resolve(process.env.INIT_CWD ?? '.', process.env.PORTICO_HOME || '.portico');

/** The database that `npm start` keeps on this machine; `otherwise` says which variables to set instead. */
function localDatabase(otherwise) {
  const file = path.join(home(), 'database-url');
  if (!fs.existsSync(file)) throw new Error(`Set ${otherwise}, or start Portico on this machine (npm start).`);
  return fs.readFileSync(file, 'utf8').trim();
}

/**
 * An error of a program that uses the database, as a sentence: what to start or to set when no database answers.
 * `variables`: those that the program takes; `failure`: as of awayText, where only the database is called.
 */
export function wordsOf(error, variables, failure) {
  const given = readEnvironment();
  const variable = variables.every((name) => given[name]) ? 'DATABASE_URL' : KEPT;
  const isDatabases = failure !== undefined || error?.faultName === 'database-unavailable';
  return (
    (isDatabases && awayText(error, variable, variables.join(' and '), failure)) ||
    (error?.cause?.reason ?? error?.message ?? String(error))
  );
}

/** Nothing where the environment itself is wrong, which the error says. */
function readEnvironment() {
  try {
    return environment();
  } catch {
    return {};
  }
}

/** The database of this process's environment, or the one in PORTICO_HOME while `npm start` runs. */
export const databaseUrl = () => environment().DATABASE_URL || localDatabase('DATABASE_URL');

/** The database and the data key of this process's environment, or those in PORTICO_HOME while `npm start` runs. */
function access() {
  const { DATABASE_URL: url, PORTICO_DATA_KEY: key } = environment();
  if (url && key) return { url, key };
  return { url: localDatabase('DATABASE_URL and PORTICO_DATA_KEY'), key: key || secretIn(home(), 'data-key') };
}

/** The same as variables of the gateway, with all keys of the ring. */
export function keyVariables() {
  const { url, key } = access();
  return { DATABASE_URL: url, PORTICO_DATA_KEY: key, PORTICO_DATA_KEYS: environment().PORTICO_DATA_KEYS };
}

/** The variables of whatever signs the audit log. */
export function auditVariables() {
  const { SEQUENCER_DATABASE_URL, AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEYS, AUDIT_LOG_ORIGIN } = environment();
  return {
    SEQUENCER_DATABASE_URL,
    AUDIT_SIGNING_KEY: AUDIT_SIGNING_KEY || secretIn(home(), 'audit-signing-key'),
    AUDIT_SIGNING_KEYS,
    AUDIT_LOG_ORIGIN,
  };
}
