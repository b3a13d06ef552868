import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { withoutNeedlessNames } from './names.mjs';

/** They load files of their own package at run time. */
const WITH_FILES = ['pino', 'thread-stream', 'swagger-ui-dist'];

/**
 * One file for each program, with the packages that it uses: Node finds, reads and compiles one file instead of 3,000,
 * which halves the CPU of a start. `programs`: entry by name. What is loaded on demand stays so. Positions in a stack
 * trace are those of the bundle, in which names are kept and each module is headed by its path: Node would read a
 * source map of 5 MB at each start and keep it.
 */
export async function bundle(programs, folder) {
  const names = Object.keys(programs);
  await build({
    entryPoints: Object.fromEntries(names.map((name) => [`${name}.bundle`, programs[name]])),
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
    plugins: [withoutOptionalPackages, withFoldersOf(folder), withoutCreateRequire, withoutFetch],
  });
  for (const name of names) {
    const file = path.join(folder, `${name}.bundle.js`);
    fs.writeFileSync(file, inAscii(withoutNeedlessNames(fs.readFileSync(file, 'utf8'))));
    fs.writeFileSync(path.join(folder, `${name}.js`), starterOf(name));
  }
}

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** V8 keeps the text of a program, with two bytes a character where one of them is outside Latin-1. */
const inAscii = (text) => text.replaceAll(/[^\0-\x7f]/g, escaped);

/** Node 22 and newer keep compiled code beside the program, so that the second start need not compile it again. */
const starterOf = (name) => `'use strict';
const { join } = require('node:path');
require('node:module').enableCompileCache?.(process.env.NODE_COMPILE_CACHE || join(__dirname, '.compile-cache'));
module.exports = require('./${name}.bundle.js');
`;

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

/** Of undici what sends requests: its fetch, WebSocket and caches, which nothing uses, are 40 ms of a start. */
const withoutFetch = {
  name: 'without fetch',
  setup(bundler) {
    const parts = ['Agent', 'Pool'].map(
      (part) => `exports.${part} = require('./lib/dispatcher/${part.toLowerCase()}');`,
    );
    bundler.onLoad({ filter: /[\\/]node_modules[\\/]undici[\\/]index\.js$/ }, () => ({ contents: parts.join('\n') }));
  },
};

/** Bundles also what Nest loads through createRequire(): two TypeORMs would be loaded otherwise. */
const withoutCreateRequire = {
  name: 'without createRequire',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/]@nestjs[\\/].*\.js$/ }, (file) => ({
      contents: fs.readFileSync(file.path, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
    }));
  },
};
