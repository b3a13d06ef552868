// `npm run sbom`: the packages that run in production, as CycloneDX.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readArguments } from './arguments.cjs';

const { sbom } = createRequire(import.meta.url)('./release/sbom.cjs');
const { values } = readArguments({
  usage:
    'npm run sbom -- [--to <file>]\n\nWrites the packages that run in production, by package-lock.json, to standard ' +
    'output or to a file, as CycloneDX 1.6.',
  options: { to: { type: 'string' } },
});
const text = sbom(path.resolve(import.meta.dirname, '..'));
if (values.to) fs.writeFileSync(values.to, text);
else process.stdout.write(text);
