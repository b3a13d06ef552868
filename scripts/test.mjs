// Builds, then runs Jest on what was built; arguments are Jest's.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

// With --help only Jest's: the first line of it is ours.
const asksForHelp = process.argv.includes('--help');
if (asksForHelp)
  process.stdout.write(
    'npm test -- [arguments of Jest]\n\nBuilds, then runs Jest, such as: npm test -- onboarding\n\n',
  );

const root = path.resolve(import.meta.dirname, '..');
const run = (script, ...args) => {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
if (!asksForHelp) run('scripts/build.mjs');
run('node_modules/jest/bin/jest.js', ...process.argv.slice(2));
