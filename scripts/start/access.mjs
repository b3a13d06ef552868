import fs from 'node:fs';
import path from 'node:path';
import { secretIn } from './home.mjs';

/** The database and the data key of this process's environment, or those in PORTICO_HOME while `npm start` runs. */
export function access() {
  const { DATABASE_URL: url, PORTICO_DATA_KEY: key } = process.env;
  if (url && key) return { url, key };
  const home = path.resolve(process.env.INIT_CWD ?? '.', process.env.PORTICO_HOME || '.portico');
  const file = path.join(home, 'database-url');
  if (!fs.existsSync(file)) throw new Error('Set DATABASE_URL and PORTICO_DATA_KEY, or start Portico on this machine.');
  const local = new URL(fs.readFileSync(file, 'utf8').trim());
  local.pathname = '/portico';
  return { url: local.href, key: key || secretIn(home, 'data-key') };
}
