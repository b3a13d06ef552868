import { before as swagger } from '@nestjs/swagger/plugin';
import fs from 'node:fs';
import path from 'node:path';

/** Sources that only tests need. */
const TESTS = ['test', 'campaigns'];

const isTest = (file) => TESTS.includes(path.relative('.', file).split(path.sep)[0]);

/**
 * Compiles with the TypeScript API and the transformer named in nest-cli.json, as `nest build` does, and copies the
 * assets named there. `nest build` itself crashes on Node 20.19.0 to 20.19.4 and costs 85 more packages. Mistakes in
 * the sources are thrown as one text.
 */
export class Compiler {
  constructor(ts) {
    this.ts = ts;
    const { sourceRoot, compilerOptions } = JSON.parse(fs.readFileSync('nest-cli.json', 'utf8'));
    this.pluginOptions = compilerOptions.plugins[0].options;
    const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
      compilerOptions.tsConfigPath,
      {},
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
          throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
        },
      },
    );
    this.options = options;
    this.product = fileNames.filter((file) => !isTest(file));
    this.tests = fileNames.filter(isTest);
    const endings = compilerOptions.assets.map((pattern) => path.extname(pattern));
    this.assets = fs
      .readdirSync(sourceRoot, { recursive: true })
      .filter((file) => endings.includes(path.extname(file)))
      .map((file) => path.join(sourceRoot, file));
  }

  /** Without a check of its types, which takes as long again and is done with the tests. */
  emitProduct() {
    const program = this.programOf(this.product);
    this.throwMistakes(this.product.flatMap((file) => program.getSyntacticDiagnostics(program.getSourceFile(file))));
    this.emit(program, this.product);
    for (const file of this.assets) {
      const target = path.join(this.options.outDir, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(file, target);
    }
  }

  /** Checks everything, and emits the tests. */
  checkAndEmitTests() {
    const program = this.programOf([...this.product, ...this.tests]);
    this.throwMistakes(this.ts.getPreEmitDiagnostics(program));
    this.emit(program, this.tests);
  }

  programOf(files) {
    return this.ts.createProgram({ rootNames: files, options: this.options });
  }

  emit(program, files) {
    const before = [swagger(this.pluginOptions, program)];
    for (const file of files) program.emit(program.getSourceFile(file), undefined, undefined, undefined, { before });
  }

  throwMistakes(problems) {
    if (problems.length > 0) throw new Error(report(this.ts, problems));
  }
}

/** Mistakes as tsc prints them. */
export function report(ts, problems) {
  return ts.formatDiagnosticsWithColorAndContext(problems, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getNewLine: () => '\n',
  });
}
