// Writes openapi.json from the application itself, and from it the client's types. Tests compare them.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from './arguments.cjs';
import { writeClientSources } from './client-types.mjs';

readArguments({
  usage:
    'npm run openapi\n\nWrites openapi.json from the application itself, and the types of packages/client from it.',
});
const require = createRequire(import.meta.url);
process.chdir(path.resolve(import.meta.dirname, '..'));
const { startEmbeddedPostgres } = require('../dist/src/local-postgres/embedded-postgres.js');
const { migrate } = require('../dist/src/database/setup/migrate.js');
const { loadConfig } = require('../dist/src/config/config.js');
const { createApp } = require('../dist/src/app.js');
const { openApiDocument, operatorOpenApiDocument } = require('../dist/src/openapi.js');

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-openapi-'));
fs.chmodSync(home, 0o755);
const server = await startEmbeddedPostgres({ home, isDurable: false });
try {
  await migrate(server.url);
  const config = loadConfig({
    DATABASE_URL: server.url,
    PORTICO_DATA_KEY: Buffer.alloc(32).toString('base64url'),
    PORTICO_SANDBOX_URL: 'http://localhost:4000',
    LOG_LEVEL: 'silent',
  });
  const app = await createApp(config);
  fs.writeFileSync('openapi.json', `${JSON.stringify(openApiDocument(app, config), null, 2)}\n`);
  fs.writeFileSync('openapi-operators.json', `${JSON.stringify(operatorOpenApiDocument(app, config), null, 2)}\n`);
  await app.close();
  await writeClientSources();
} finally {
  await server.stop();
  fs.rmSync(home, { recursive: true, force: true });
}
process.exit(0);
