// Shows that openapi.json is one that generators and linters take: clients of three generators compile with `tsc
// --strict` as they come, and the recommended rules of Redocly and Spectral find nothing. The tools are installed into
// a temporary folder, since they are larger than all of Portico; what cannot be had here is skipped by name. Exit code
// 1 when one fails.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from './arguments.cjs';

const USAGE = `npm run openapi:clients

Generates clients of openapi.json with three generators, compiles them, and lints it with Redocly and Spectral; installs
these tools into a temporary folder. OPENAPI_GENERATOR_JAR names the jar of a fourth generator. Exit code 1: one of
them fails.`;
readArguments({ usage: USAGE });

const root = path.resolve(import.meta.dirname, '..');
const TOOLS = [
  'openapi-typescript@7.13.0',
  '@hey-api/openapi-ts@0.95.0',
  'orval@7.13.2',
  'axios@1.13.2',
  '@redocly/cli@2.11.1',
  '@stoplight/spectral-cli@6.16.3',
  'typescript@5.9.3',
];
const TSC = [
  'tsc',
  '--strict',
  '--noEmit',
  '--target',
  'es2022',
  '--module',
  'esnext',
  '--moduleResolution',
  'bundler',
  '--lib',
  'es2022,dom,dom.iterable',
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-clients-'));
for (const file of ['openapi.json', 'redocly.yaml', '.redocly.lint-ignore.yaml', '.spectral.yaml'])
  fs.copyFileSync(path.join(root, file), path.join(folder, file));
fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
fs.writeFileSync(
  path.join(folder, 'orval.config.cjs'),
  "module.exports = { portico: { input: 'openapi.json', output: 'orval/api.ts' } };",
);
fs.mkdirSync(path.join(folder, 'types'));

const run = (command, ...args) =>
  spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
const local = (name, ...args) => run(path.join(folder, 'node_modules/.bin', name), ...args);
const compile = (...files) => local(...TSC, ...files);

/** Name → the steps, each of which must end with 0; the text of the last must fit, where one is given. */
const CHECKS = {
  'openapi-typescript': [
    () => local('openapi-typescript', 'openapi.json', '-o', 'types/api.ts'),
    () => compile('types/api.ts'),
  ],
  '@hey-api/openapi-ts': [
    () => local('openapi-ts', '-i', 'openapi.json', '-o', 'hey', '-c', '@hey-api/client-fetch'),
    () => compile('hey/index.ts'),
  ],
  orval: [() => local('orval', '--config', 'orval.config.cjs'), () => compile('orval/api.ts')],
  'Redocly, recommended': [() => local('redocly', 'lint', 'openapi.json', '--max-problems', '20')],
  'Spectral, oas': [
    () => local('spectral', 'lint', 'openapi.json', '--ruleset', '.spectral.yaml', '--fail-severity', 'hint'),
  ],
  ...(process.env.OPENAPI_GENERATOR_JAR
    ? {
        'openapi-generator': [
          () =>
            run(
              'java',
              '-jar',
              process.env.OPENAPI_GENERATOR_JAR,
              'generate',
              '-g',
              'java',
              '-i',
              'openapi.json',
              '-o',
              'java',
            ),
        ],
      }
    : {}),
};

const said = ({ stdout, stderr, error }) => `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
try {
  const installed = run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...TOOLS);
  if (installed.status !== 0) {
    console.log(`skipped: ${TOOLS.join(', ')} (cannot be installed)`);
  } else {
    for (const [name, steps] of Object.entries(CHECKS)) {
      const failed = steps
        .map((step) => step())
        .find((result) => result.status !== 0 || /[1-9]\d* (?:warning|error)s?\b/.test(result.stdout ?? ''));
      console.log(`${failed ? 'FAILED' : 'ok'}: ${name}`);
      if (failed) process.exitCode = 1;
      if (failed) console.log(said(failed).slice(-2_000));
    }
    if (!process.env.OPENAPI_GENERATOR_JAR)
      console.log('skipped: openapi-generator (OPENAPI_GENERATOR_JAR names no jar)');
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
