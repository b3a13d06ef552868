// Erases a person or company: `npx portico subjects erase <subject id>`. Uses DATABASE_URL, or the database that `npm
// start` keeps on this machine.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { misuse, readArguments } from './arguments.cjs';
import { databaseUrl, wordsOf } from './start/access.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(path.resolve(import.meta.dirname, '../dist/src', file));
const USAGE = `npx portico subjects erase <subject id>

Destroys the key of a person or company: what was sealed under it cannot be read any more.`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Destroys the key, ends what concerns the subject and writes that down, in one commit. False when there is no key. */
async function erase(subjectId) {
  const { Pool } = require('pg');
  const { AuditService } = built('audit/audit.service.js');
  const { AuditRepository } = built('audit/audit.repository.js');
  const { erasure } = built('audit/erasure.js');
  const { systemClock } = built('config/clock.js');
  const { Committer } = built('database/committer.js');
  const { WriteRefused } = built('database/failure.js');
  const pool = new Pool({
    ...built('database/data-source.js').poolOptions({ url: databaseUrl(), poolSize: 1, role: 'application' }),
    application_name: 'portico subjects',
  });
  pool.on('error', () => undefined);
  try {
    await new Committer(pool).commit(
      erasure(
        new AuditService(new AuditRepository(), systemClock),
        { requestId: randomUUID(), clientId: null, actor: 'portico' },
        subjectId,
      ),
    );
    return true;
  } catch (error) {
    if (error instanceof WriteRefused) return false;
    throw error;
  } finally {
    await pool.end();
  }
}

const [command, subjectId = ''] = readArguments({ usage: USAGE, most: 2 }).positionals;
if (command !== 'erase' || !UUID.test(subjectId))
  misuse(USAGE, subjectId ? `${subjectId} is no subject id.` : 'Who is to be erased?');
try {
  if (!(await erase(subjectId))) throw new Error(`There is no subject ${subjectId}, or it was erased before.`);
  process.stdout.write(
    `Subject ${subjectId} was erased: what was sealed under its key cannot be read any more; its polls, links, ` +
      'pending deliveries and kept answers have ended.\n',
  );
} catch (error) {
  process.stderr.write(`${wordsOf(error, ['DATABASE_URL'])}\n`);
  process.exitCode = 1;
}
