// Compiles what runs and bundles it, then checks all types and compiles the tests. A build of exactly these sources is
// kept: `npm ci`, `npm test` and `npm run openapi` each ask for one. `npm ci` asks for what runs only: a third of it.
import fs from 'node:fs';
import path from 'node:path';
import { readArguments } from './arguments.cjs';
import { commandScripts, writeCommandParts } from './build/command-parts.mjs';
import { checkPackages, emitPackages, packageSources } from './build/packages.mjs';
import { keepOrBuild } from './build/kept.mjs';

const { values } = readArguments({
  usage:
    'npm run build -- [--product]\n\nCompiles into dist/, also of packages/, unless they hold a build of these ' +
    'sources. --product: what runs only, its types unchecked.',
  options: { product: { type: 'boolean' } },
});
process.chdir(path.resolve(import.meta.dirname, '..'));
if (!fs.existsSync('node_modules/typescript')) {
  console.error('Nothing was built: the packages for development are not installed.');
  process.exit(0);
}
const { default: ts } = await import('typescript');
const { Compiler } = await import('./build/compiler.mjs');

try {
  await emitPackages(ts);
  const compiler = new Compiler(ts);
  const tools = fs.readdirSync('scripts/build').map((file) => path.join('scripts/build', file));
  const inputs = [
    import.meta.filename,
    ...tools,
    'nest-cli.json',
    'tsconfig.json',
    'package-lock.json',
    ...commandScripts(),
    ...packageSources(),
    ...compiler.product,
    ...compiler.assets,
  ];
  await keepOrBuild('dist/.product-built-from', inputs, async () => {
    const { bundle } = await import('./build/bundle.mjs');
    for (const output of [
      'src',
      'migrations',
      'testing',
      'ormconfig.js',
      'ormconfig.js.map',
      'gateway.js',
      'gateway.bundle.js',
      'sandbox.js',
      'sandbox.bundle.js',
      'commands.js',
      'commands.bundle.js',
    ])
      fs.rmSync(path.join('dist', output), { recursive: true, force: true });
    compiler.emitProduct();
    writeCommandParts('dist/commands.js', 'dist/src');
    await bundle(
      { gateway: 'dist/src/main.js', sandbox: 'dist/src/sandbox/main.js', commands: 'dist/commands.js' },
      'dist',
    );
  });
  if (!values.product)
    await keepOrBuild('dist/.tests-built-from', [...inputs, ...compiler.tests], () => {
      for (const output of ['test', 'campaigns'])
        fs.rmSync(path.join('dist', output), { recursive: true, force: true });
      checkPackages(ts);
      compiler.checkAndEmitTests();
    });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
