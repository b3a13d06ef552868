import fs from 'node:fs';
import path from 'node:path';

/** Packages that a command shares with the part of the application that it uses. */
const PACKAGES = ['reflect-metadata', '@nestjs/core'];
const SHARED = 'scripts/start/command.mjs';

/** The scripts whose modules come from the bundle: those of the commands that share the way of one. */
export const commandScripts = () => [
  SHARED,
  ...fs
    .readdirSync('scripts')
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => path.join('scripts', file))
    .filter((file) => fs.readFileSync(file, 'utf8').includes("from './start/command.mjs'")),
];

/** Writes the entry of the bundle: each module of `source` that a command names, loaded when it is asked for. */
export function writeCommandParts(entry, source) {
  const named = commandScripts().flatMap((file) =>
    [...fs.readFileSync(file, 'utf8').matchAll(/'([a-z0-9/.-]+\.js)'/g)].map(([, name]) => name),
  );
  const modules = [...new Set(named)].filter((name) => fs.existsSync(path.join(source, name)));
  const parts = [
    ...PACKAGES.map((name) => `  '${name}': () => require('${name}'),`),
    ...modules.map((name) => `  '${name}': () => require('./${path.relative(path.dirname(entry), source)}/${name}'),`),
  ];
  fs.writeFileSync(entry, `module.exports = {\n${parts.join('\n')}\n};\n`);
}
