// `npm start`: what is missing is made, then everything runs. Sandbox mode unless vendor settings are given.
import path from 'node:path';
import { readArguments } from './arguments.cjs';
import { checkMachine, buildWhenStale } from './start/machine.mjs';
import { Supervisor } from './start/supervisor.mjs';
import { runProduction } from './start/production.mjs';
import { runSandbox } from './start/sandbox.mjs';
import { startConsole } from './start/console.mjs';
import { checkSettings, isProduction } from './start/settings.mjs';

readArguments({
  usage:
    'npx portico start\n\nRuns everything on this machine: database, migrations, sandbox, gateway. With the settings ' +
    'of a vendor: migrations and the gateway\nalone. Everything is set by environment variables: ' +
    'docs/configuration.md.',
});
process.chdir(path.resolve(import.meta.dirname, '..'));
const home = path.resolve(process.env.INIT_CWD ?? '.', process.env.PORTICO_HOME || '.portico');
const supervisor = new Supervisor();
try {
  checkMachine();
  buildWhenStale();
  await checkSettings();
  await (isProduction() ? runProduction(supervisor) : runSandbox(supervisor, home));
} catch (error) {
  startConsole.failure(error instanceof Error ? error.message : String(error));
  await supervisor.stop(1);
}
