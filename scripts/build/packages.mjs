// Compiles packages/*: CommonJS with declarations, and beside it an ES module that re-exports the same objects, so that
// both kinds of importers share one state. A build of exactly these sources is kept.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { report } from './compiler.mjs';
import { keepOrBuild } from './kept.mjs';

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

/** Without a check of types, as for the product. */
export async function emitPackages(ts) {
  const inputs = [import.meta.filename, 'package-lock.json', ...packageSources()];
  for (const folder of PACKAGES) {
    const dist = path.join(folder, 'dist');
    await keepOrBuild(path.join(dist, '.built-from'), inputs, () => {
      fs.rmSync(dist, { recursive: true, force: true });
      programOf(ts, folder).emit();
      writeModule(path.resolve(dist));
    });
  }
}

/** Throws the mistakes in their sources as one text. */
export function checkPackages(ts) {
  const problems = PACKAGES.flatMap((folder) => ts.getPreEmitDiagnostics(programOf(ts, folder)));
  if (problems.length > 0) throw new Error(report(ts, problems));
}

function programOf(ts, folder) {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(path.join(folder, 'tsconfig.json'), {}, ts.sys);
  return ts.createProgram({ rootNames: fileNames, options });
}

function writeModule(dist) {
  const names = Object.keys(require(path.join(dist, 'index.js')));
  const text = `import all from './index.js';\n\nexport const { ${names.join(', ')} } = all;\n`;
  fs.writeFileSync(path.join(dist, 'index.mjs'), text);
  fs.writeFileSync(path.join(dist, 'index.d.mts'), "export * from './index.js';\n");
}
