// Erases a person or company: `npm run subjects -- erase <subject id>`. Uses DATABASE_URL and PORTICO_DATA_KEY, or what `npm start` keeps on this machine.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { access } from './start/access.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '..');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function erase(subjectId) {
  require('reflect-metadata');
  const room = (file) => require(path.join(root, 'dist/src', file));
  const { NestFactory } = require('@nestjs/core');
  const { ErasureService } = room('audit/erasure.service.js');
  const { url, key } = access();
  // No vendor is called, so any will do.
  const config = room('config/config.js').loadConfig({ DATABASE_URL: url, PORTICO_DATA_KEY: key, PORTICO_SANDBOX_URL: 'http://localhost' });
  const rooms = [room('config/config.module.js').ConfigModule.with(config), room('database/database.module.js').DatabaseModule, room('privacy/privacy.module.js').PrivacyModule, room('tlog/tlog.module.js').TlogModule, room('audit/audit.module.js').AuditModule];
  const context = await NestFactory.createApplicationContext({ module: class Erasure {}, imports: rooms }, { logger: false, abortOnError: false });
  try {
    return await context.get(ErasureService).erase({ requestId: randomUUID(), clientId: null, actor: 'portico' }, subjectId);
  } finally {
    await context.close();
  }
}

const [command, subjectId = ''] = process.argv.slice(2);
try {
  if (command !== 'erase' || !UUID.test(subjectId)) throw new Error('Say whom: npm run subjects -- erase <subject id>');
  if (!(await erase(subjectId))) throw new Error(`There is no subject ${subjectId}, or it was erased before.`);
  process.stdout.write(`Subject ${subjectId} was erased: what was sealed under its key can be read by nobody.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
