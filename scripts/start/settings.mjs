import { createRequire } from 'node:module';
import { isPort, portOf, portProblem } from './machine.mjs';
import { webhookTargets } from './sandbox.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(`../../dist/src/${file}`);

/** What `npm start` makes itself in sandbox mode: stands for it while the rest is checked. */
const MADE = { DATABASE_URL: 'postgres://localhost/portico', PORTICO_DATA_KEY: Buffer.alloc(32).toString('base64url') };

/** Settings of a vendor make a production. */
export const isProduction = () =>
  Object.keys(process.env).some(
    (name) =>
      /^(ONE_MONEY|FINPRO)_(BASE_URL|ACCESS_KEY|SECRET_KEY|CLIENT_ID|CLIENT_SECRET|ORGANISATION_ID|APP_IDENTIFIER)(__[A-Z0-9_]+?)?(_FILE)?$/.test(
        name,
      ) && process.env[name],
  );

/**
 * Everything that is wrong with the environment, for every program that is about to run, in one error: before anything
 * is started, asked or made.
 */
export async function checkSettings() {
  const problems = [...settingProblems(), ...(await portsInUse())];
  if (problems.length > 0)
    throw new Error(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
}

/** A sentence for everything that is wrong with the variables, whether or not their ports are free. */
export function settingProblems() {
  const { readSecretFiles } = built('config/environment/secret-files.js');
  const variables = { ...process.env, ...readSecretFiles(process.env).values };
  return isProduction() ? productionProblems(variables) : sandboxProblems(variables);
}

const portsInUse = () =>
  isProduction()
    ? portProblems({ PORT: 3000 }, [process.env.HOST || '0.0.0.0'])
    : portProblems({ PORT: 3000, SANDBOX_PORT: 4000 }, ['127.0.0.1', '::1']);

function productionProblems({ MIGRATION_DATABASE_URL: owner }) {
  return once([
    ports('PORT'),
    problemsOf(() => built('config/config.js').loadConfig(process.env)),
    urlProblems('MIGRATION_DATABASE_URL', owner),
  ]);
}

function sandboxProblems(variables) {
  const made = Object.fromEntries(Object.entries(MADE).filter(([name]) => !variables[name]));
  const found = [
    ports('PORT', 'SANDBOX_PORT'),
    problemsOf(() =>
      built('config/config.js').loadConfig({ ...process.env, ...made, PORTICO_SANDBOX_URL: 'http://localhost' }),
    ),
    urlProblems('MIGRATION_DATABASE_URL', variables.MIGRATION_DATABASE_URL),
    problemsOf(() =>
      built('sandbox/config.js').loadSandboxConfig({
        SANDBOX_DATABASE_URL: MADE.DATABASE_URL,
        ...webhookTargets('http://localhost', variables),
        ...given(variables),
      }),
    ),
  ];
  return [...meantProblems(variables), ...once(found)];
}

/**
 * A database of one's own may be the one of production whose vendor settings were forgotten: demo data go there only
 * when asked for.
 */
function meantProblems({ DATABASE_URL, PORTICO_SANDBOX }) {
  return DATABASE_URL && PORTICO_SANDBOX !== 'on'
    ? [
        'DATABASE_URL is set and no vendor is: set the settings of a vendor for production, or ' +
          'PORTICO_SANDBOX=on to run the sandbox and its demo data in that database',
      ]
    : [];
}

const given = (variables) => Object.fromEntries(Object.entries(variables).filter(([, value]) => value));

function problemsOf(load) {
  try {
    load();
    return [];
  } catch (error) {
    if (!error.problems) throw error;
    return error.problems;
  }
}

function urlProblems(name, url) {
  const problem = url ? built('config/database-url.js').databaseUrlProblem(url) : null;
  return problem === null ? [] : [`${name} ${problem}`];
}

const ports = (...names) =>
  names.filter((name) => !isPort(process.env[name])).map((name) => `${name} must be a port number between 1 and 65535`);

async function portProblems(defaults, hosts) {
  const names = Object.keys(defaults).filter((name) => isPort(process.env[name]));
  const numbers = names.map((name) => portOf(name, defaults[name]));
  if (names.length === 2 && numbers[0] === numbers[1])
    return [`${names.join(' and ')} are the same: set one of them to another port`];
  return (await Promise.all(names.map((name, at) => portProblem(numbers[at], name, hosts)))).filter(
    (problem) => problem !== null,
  );
}

const nameOf = (problem) => problem.split(' ', 1)[0];

/** Of a variable that several programs read, what the first of them says. */
function once(lists) {
  return lists.reduce(
    (all, list) => [...all, ...list.filter((problem) => !all.some((other) => nameOf(other) === nameOf(problem)))],
    [],
  );
}
