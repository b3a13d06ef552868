import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * The folder for local data: the one that is asked for, or, when that belongs to somebody else, one of this account's
 * own.
 */
export function openHome(wanted) {
  const name = `portico-${process.getuid?.() ?? 0}-${createHash('sha256').update(wanted).digest('hex').slice(0, 8)}`;
  for (const folder of [wanted, path.join(os.homedir(), `.${name}`), path.join(os.tmpdir(), name)]) {
    if (isOurs(folder)) return folder;
  }
  throw new Error(`Local data cannot be kept in ${wanted}: set PORTICO_HOME to a folder that you may write to.`);
}

function isOurs(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    const key = path.join(folder, 'data-key');
    return !fs.existsSync(key) || fs.accessSync(key, fs.constants.R_OK) === undefined;
  } catch {
    return false;
  }
}

/**
 * 32 bytes, base64url, made once and kept under the name: what personal data in the local database is wrapped under,
 * what signs the local log.
 */
export function secretIn(home, name) {
  const file = path.join(home, name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8').trim();
}
