import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

/** They load files of their own package at run time. */
const WITH_FILES = ['pino', 'thread-stream', 'swagger-ui-dist'];

/**
 * One file for each program, with the packages that it uses: Node finds, reads and compiles one file instead of 3,000,
 * which halves the CPU of a start. `programs`: entry by name. What is loaded on demand stays so. Positions in a stack
 * trace are those of the bundle, in which names are kept and each module is headed by its path: Node would read a
 * source map of 5 MB at each start and keep it.
 */
export async function bundle(programs, folder) {
  await build({
    entryPoints: programs,
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    keepNames: true,
    logLevel: 'error',
    external: WITH_FILES,
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [withoutOptionalPackages, withFoldersOf(folder), withoutCreateRequire],
  });
}

/** A package that is not installed is asked for at run time, where its absence is expected. */
const withoutOptionalPackages = {
  name: 'without optional packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path: wanted, kind, pluginData, ...from }) => {
      if (kind === 'entry-point' || pluginData === 'asked') return undefined;
      const found = await bundler.resolve(wanted, { ...from, kind, pluginData: 'asked' });
      return found.errors.length > 0 ? { path: wanted, external: true } : found;
    });
  },
};

/** `__dirname` of a module of ours stays the folder where it was compiled, with its pages beside it. */
const withFoldersOf = (folder) => ({
  name: 'with folders',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, (file) => {
      const text = fs.readFileSync(file.path, 'utf8');
      const relative = JSON.stringify(path.relative(folder, path.dirname(file.path)));
      return { contents: text.replaceAll('__dirname', `require('node:path').join(__dirname, ${relative})`) };
    });
  },
});

/** Bundles also what Nest loads through createRequire(): two TypeORMs would be loaded otherwise. */
const withoutCreateRequire = {
  name: 'without createRequire',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/]@nestjs[\\/].*\.js$/ }, (file) => ({
      contents: fs.readFileSync(file.path, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
    }));
  },
};
