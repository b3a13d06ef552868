// Compiles packages/*: CommonJS with declarations, and beside it an ES module that re-exports the same objects, so that
// both kinds of importers share one state. A build of exactly these sources is kept.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** In the order in which they use each other. */
const PACKAGES = ['packages/client', 'packages/testing'];

/** Files on which a build of the packages depends. */
export const packageSources = () =>
  PACKAGES.flatMap((folder) => [
    path.join(folder, 'package.json'),
    path.join(folder, 'tsconfig.json'),
    ...fs
      .readdirSync(path.join(folder, 'src'))
      .toSorted()
      .map((file) => path.join(folder, 'src', file)),
  ]);

/** What the compiler found, as text; null: nothing. */
export function buildPackages(ts) {
  const hash = createHash('sha256');
  const inputs = packageSources();
  for (const file of [import.meta.filename, 'package-lock.json', ...inputs]) hash.update(fs.readFileSync(file));
  const digest = hash.digest('hex');
  for (const folder of PACKAGES) {
    const dist = path.join(folder, 'dist');
    const stamp = path.join(dist, '.built-from');
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) continue;
    fs.rmSync(dist, { recursive: true, force: true });
    const problems = compile(ts, folder);
    if (problems !== null) return problems;
    writeModule(path.resolve(dist));
    fs.writeFileSync(stamp, digest);
  }
  return null;
}

function compile(ts, folder) {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(path.join(folder, 'tsconfig.json'), {}, ts.sys);
  const program = ts.createProgram({ rootNames: fileNames, options });
  const { diagnostics } = program.emit();
  const all = ts.getPreEmitDiagnostics(program).concat(diagnostics);
  return all.length === 0
    ? null
    : ts.formatDiagnosticsWithColorAndContext(all, {
        getCanonicalFileName: (file) => file,
        getCurrentDirectory: ts.sys.getCurrentDirectory,
        getNewLine: () => '\n',
      });
}

function writeModule(dist) {
  const names = Object.keys(require(path.join(dist, 'index.js')));
  const text = `import all from './index.js';\n\nexport const { ${names.join(', ')} } = all;\n`;
  fs.writeFileSync(path.join(dist, 'index.mjs'), text);
  fs.writeFileSync(path.join(dist, 'index.d.mts'), "export * from './index.js';\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.chdir(path.resolve(import.meta.dirname, '..'));
  const problems = buildPackages((await import('typescript')).default);
  if (problems !== null) {
    console.error(problems);
    process.exit(1);
  }
}
