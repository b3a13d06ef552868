// Writes the generated sources of packages/client from openapi.json and the catalogue of errors. A test compares.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** Path below the root → text. */
export async function clientSources() {
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const document = JSON.parse(fs.readFileSync(path.join(root, 'openapi.json'), 'utf8'));
  const types = astToString(await openapiTypescript(document, { silent: true }));
  const notice = '// Written by `npm run openapi` from openapi.json; do not edit.\n';
  return {
    'packages/client/src/api.ts': `${notice}${types}`,
    'packages/client/src/operations.ts': `${notice}${operations(document)}${problemTypes()}`,
  };
}

/** What a consumer calls with its credentials: neither pages, nor webhooks of vendors, nor probes. */
function operations({ paths }) {
  const rows = Object.entries(paths).flatMap(([route, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security?.length > 0)
      .map(([method, { operationId, security, parameters = [] }]) => {
        const credentials = 'bearer' in security[0] ? 'authorization' : 'four-headers';
        const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key');
        return `  ${operationId}: ['${method.toUpperCase()}', '${route}', '${credentials}', ${takesKey}],\n`;
      }),
  );
  return (
    '\n/** operationId → method, path, credentials, and whether it takes an Idempotency-Key. */\n' +
    `export const OPERATIONS = {\n${rows.join('')}} as const;\n`
  );
}

function problemTypes() {
  const { FAULTS } = require('../dist/src/errors.js');
  const names = Object.keys(FAULTS).toSorted();
  const union = names.map((name) => `\n  | '${name}'`).join('');
  return `\n/** The last part of a problem's \`type\`. More may come. */\nexport type ProblemType =${union};\n`;
}

export async function writeClientSources() {
  for (const [file, text] of Object.entries(await clientSources())) fs.writeFileSync(path.join(root, file), text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeClientSources();
