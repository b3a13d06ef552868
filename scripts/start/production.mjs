import { originOf, portOf } from './machine.mjs';
import { migrateWhenThere } from './migration.mjs';
import { startConsole } from './console.mjs';

/** The gateway alone, with the environment as it is given: no sandbox, no seeds. */
export async function runProduction(supervisor) {
  await startConsole.step('migrations', () =>
    migrateWhenThere(() => startConsole.block('… the database is away: waiting for it')),
  );
  const gateway = supervisor.run('gateway', 'dist/gateway.js', process.env);
  supervisor.onHangup(() => gateway.kill('SIGHUP'));
  await supervisor.untilReady(
    'gateway',
    `${originOf(process.env.HOST || '0.0.0.0', portOf('PORT', 3000))}/health/ready`,
    gateway,
  );
  startConsole.ready();
}
