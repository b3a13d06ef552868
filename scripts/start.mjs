// `npm start`: what is missing is made, then everything runs. Sandbox mode unless vendor settings are given.
import path from 'node:path';
import { checkMachine, buildWhenStale } from './start/machine.mjs';
import { Household } from './start/household.mjs';
import { runProduction } from './start/production.mjs';
import { runSandbox } from './start/sandbox.mjs';
import { say } from './start/say.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));
const home = path.resolve(process.env.INIT_CWD ?? '.', process.env.PORTICO_HOME || '.portico');
const household = new Household();
try {
  checkMachine();
  buildWhenStale();
  const isProduction = Object.keys(process.env).some(
    (name) =>
      /^(ONE_MONEY|FINPRO)_(BASE_URL|ACCESS_KEY|SECRET_KEY|CLIENT_ID|CLIENT_SECRET|ORGANISATION_ID|APP_IDENTIFIER)(_FILE)?$/.test(
        name,
      ) && process.env[name],
  );
  await (isProduction ? runProduction(household) : runSandbox(household, home));
} catch (error) {
  say.failure(error instanceof Error ? error.message : String(error));
  await household.stop(1);
}
