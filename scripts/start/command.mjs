// What the commands share that work with a part of the application, without the gateway.
import { createRequire } from 'node:module';
import os from 'node:os';
import { misuse } from '../arguments.cjs';
import { keyVariables, wordsOf } from './access.mjs';

const require = createRequire(import.meta.url);
/** By name, as scripts/build/command-parts.mjs writes it: one file starts in half the time of hundreds. */
const parts = require('../../dist/commands.js');

/** A module of the build by its file below dist/src, of those that a command names. */
export const built = (file) => parts[file]();

/**
 * Resolves to what `act` makes with the part of the application that a module has, such as RegistryModule of
 * `consumers/registry/registry.module.js`. `variables`: others than the database's and the data keys'.
 */
export async function withModule([file, name], act, variables = {}) {
  parts['reflect-metadata']();
  const { NestFactory } = parts['@nestjs/core']();
  // No vendor is called from here, so any will do.
  const config = built('config/config.js').loadConfig({
    ...keyVariables(),
    ...variables,
    PORTICO_SANDBOX_URL: 'http://localhost',
  });
  const context = await NestFactory.createApplicationContext(built(file)[name].with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await act(context);
  } finally {
    await context.close();
  }
}

/** A person at the command line, for the audit log: by their account on this machine, and with the reason they gave. */
export const commandActor = (reason = null) => ({
  requestId: require('uuid').v7(),
  clientId: null,
  actor: 'operator',
  operator: { id: os.userInfo().username, role: null, reason },
});

/** The reason that was given, as the operator API checks it; otherwise the command ends with what is wrong. */
export function reasonIn(usage, reason) {
  if (reason === undefined) misuse(usage, 'Why? Give --reason.');
  const flaw = built('input/reason-rule.js').REASON_RULE.flawOf(reason);
  if (flaw) misuse(usage, `--reason ${flaw.detail}.`);
  return reason;
}

/** As data for `--json`, or in words. */
export const written = ({ data, words }, { json }) => (json ? JSON.stringify(data) : words);

/** Writes what `main` resolves to; an error as a sentence, and the program ends with 1, whatever is still open. */
export async function runCommand(main) {
  try {
    process.stdout.write(`${await main()}\n`);
  } catch (error) {
    const words = wordsOf(error, ['DATABASE_URL', 'PORTICO_DATA_KEY'], built('database/failure.js'));
    process.stderr.write(`${words}\n`);
    process.exit(1);
  }
}
