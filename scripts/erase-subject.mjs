// `node scripts/erase-subject.mjs --subject <id>`: makes everything personal about a subject unreadable, for ever, and writes that down.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const dist = (file) => require(path.resolve(import.meta.dirname, '../dist/src', file));
const { Pool } = require('pg');
const { AuditRepository } = dist('audit/audit.repository.js');
const { AuditService } = dist('audit/audit.service.js');
const { erasure } = dist('audit/erasure.js');
const { systemClock } = dist('config/clock.js');
const { Committer } = dist('database/committer.js');
const { WriteRefused } = dist('database/failure.js');

const { subject } = parseArgs({ options: { subject: { type: 'string' } } }).values;
const kept = path.resolve(process.env.PORTICO_HOME || '.portico', 'database-url');
const url = process.env.DATABASE_URL || (fs.existsSync(kept) ? fs.readFileSync(kept, 'utf8').trim() : '');
const fail = (sentence) => {
  console.error(sentence);
  process.exitCode = 1;
};
if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subject ?? '')) fail('Whom? Give the subject of an audit entry: --subject <id>.');
else if (!url) fail('Which database? Set DATABASE_URL.');
else await erase();

async function erase() {
  const pool = new Pool({ connectionString: url, max: 1, options: '-c role=portico_app', application_name: 'portico erase-subject' });
  pool.on('error', () => undefined);
  try {
    const audit = new AuditService(new AuditRepository(), systemClock);
    const { entry_id: entryId } = await new Committer(pool).commit(erasure(audit, { requestId: randomUUID(), clientId: null, actor: 'portico' }, subject.toLowerCase()));
    console.log(`erased: ${subject}. Entry ${entryId} tells so.`);
  } catch (error) {
    fail(error instanceof WriteRefused ? `There is no key of ${subject}: it was erased before, or never was.` : `Nothing was erased: ${error.message}`);
  } finally {
    await pool.end();
  }
}
