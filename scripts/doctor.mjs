// `npx portico doctor`: what keeps Portico from running well on this machine, found without changing anything.
import { createRequire } from 'node:module';
import path from 'node:path';
import { readArguments } from './arguments.cjs';
import { paint } from './start/console.mjs';

const USAGE = `npx portico doctor [--json]

Checks Node, the configuration, the database, the application's role, the migrations, the keys, the clock, the
gateway and the vendors. Nothing is changed, and no call to a vendor has an effect. Exit code 0: nothing failed.
1: a check failed.`;

const MARKS = { ok: paint(32, '✓'), warning: paint(33, '!'), failed: paint(31, '✗'), skipped: paint(2, '-') };

const { values } = readArguments({ usage: USAGE, options: { json: { type: 'boolean', default: false } } });
const require = createRequire(import.meta.url);
require('reflect-metadata');
process.chdir(path.resolve(import.meta.dirname, '..'));
const { examine } = await import('./doctor/checks.mjs');
const results = [];
for await (const result of examine()) {
  results.push(result);
  if (!values.json) process.stdout.write(`${MARKS[result.verdict]} ${result.check.padEnd(13)} ${result.says}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
if (results.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
