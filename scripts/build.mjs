// Compiles with the TypeScript API and the transformer named in nest-cli.json, as `nest build` does, and copies the
// assets named there. `nest build` itself crashes on Node 20.19.0 to 20.19.4 and costs 85 more packages.
import fs from 'node:fs';
import path from 'node:path';

process.chdir(path.resolve(import.meta.dirname, '..'));
if (!fs.existsSync('node_modules/typescript')) {
  console.error('Nothing was built: the packages for development are not installed.');
  process.exit(0);
}
const { default: ts } = await import('typescript');
const { before: swagger } = await import('@nestjs/swagger/plugin');
const { sourceRoot, compilerOptions } = JSON.parse(fs.readFileSync('nest-cli.json', 'utf8'));
const text = (diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
const config = ts.getParsedCommandLineOfConfigFile(compilerOptions.tsConfigPath, {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(text(diagnostic));
  },
});

fs.rmSync(config.options.outDir, { recursive: true, force: true });
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });
const emitted = program.emit(undefined, undefined, undefined, undefined, { before: [swagger(compilerOptions.plugins[0].options, program)] });
const diagnostics = ts.getPreEmitDiagnostics(program).concat(emitted.diagnostics);
if (diagnostics.length > 0) {
  const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: ts.sys.getCurrentDirectory, getNewLine: () => '\n' };
  console.error(ts.formatDiagnosticsWithColorAndContext(diagnostics, host));
  fs.rmSync(path.join(config.options.outDir, sourceRoot, 'main.js'), { force: true });
  process.exit(1);
}

const endings = compilerOptions.assets.map((pattern) => path.extname(pattern));
for (const file of fs.readdirSync(sourceRoot, { recursive: true })) {
  if (!endings.includes(path.extname(file))) continue;
  const target = path.join(config.options.outDir, sourceRoot, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(path.join(sourceRoot, file), target);
}
