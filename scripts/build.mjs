// Compiles with the TypeScript API and the transformer named in nest-cli.json, as `nest build` does, and copies the
// assets named there. `nest build` itself crashes on Node 20.19.0 to 20.19.4 and costs 85 more packages. A build of
// exactly these sources is kept: `npm ci`, `npm test` and `npm run openapi` each ask for one, and it takes 20 s of CPU.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readArguments } from './arguments.cjs';
import { buildPackages, packageSources } from './build-packages.mjs';

readArguments({
  usage: 'npm run build\n\nCompiles into dist/, also of packages/, unless they hold a build of these sources.',
});
process.chdir(path.resolve(import.meta.dirname, '..'));
if (!fs.existsSync('node_modules/typescript')) {
  console.error('Nothing was built: the packages for development are not installed.');
  process.exit(0);
}
const { default: ts } = await import('typescript');
const packageProblems = buildPackages(ts);
if (packageProblems !== null) {
  console.error(packageProblems);
  process.exit(1);
}
const { before: swagger } = await import('@nestjs/swagger/plugin');
const { sourceRoot, compilerOptions } = JSON.parse(fs.readFileSync('nest-cli.json', 'utf8'));
const text = (diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
const config = ts.getParsedCommandLineOfConfigFile(
  compilerOptions.tsConfigPath,
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(text(diagnostic));
    },
  },
);

const endings = compilerOptions.assets.map((pattern) => path.extname(pattern));
const assets = fs.readdirSync(sourceRoot, { recursive: true }).filter((file) => endings.includes(path.extname(file)));
const inputs = [
  import.meta.filename,
  'nest-cli.json',
  'tsconfig.json',
  'package-lock.json',
  ...config.fileNames,
  ...packageSources(),
  ...assets.map((file) => path.join(sourceRoot, file)),
];
const hash = createHash('sha256');
for (const file of inputs)
  hash
    .update(`${path.relative('.', file)}\0`)
    .update(fs.readFileSync(file))
    .update('\0');
const stamp = path.join(config.options.outDir, '.built-from');
const main = path.join(config.options.outDir, sourceRoot, 'main.js');
const digest = hash.digest('hex');
if (fs.existsSync(main) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) process.exit(0);

fs.rmSync(config.options.outDir, { recursive: true, force: true });
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });
const emitted = program.emit(undefined, undefined, undefined, undefined, {
  before: [swagger(compilerOptions.plugins[0].options, program)],
});
const diagnostics = ts.getPreEmitDiagnostics(program).concat(emitted.diagnostics);
if (diagnostics.length > 0) {
  const host = {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getNewLine: () => '\n',
  };
  console.error(ts.formatDiagnosticsWithColorAndContext(diagnostics, host));
  fs.rmSync(main, { force: true });
  process.exit(1);
}

for (const file of assets) {
  const target = path.join(config.options.outDir, sourceRoot, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(path.join(sourceRoot, file), target);
}
fs.writeFileSync(stamp, digest);
