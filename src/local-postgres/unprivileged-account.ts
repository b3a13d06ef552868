import fs from 'node:fs';
import path from 'node:path';

/** An account that PostgreSQL may run under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** An existing account for PostgreSQL, which refuses to run as root; null when this process is not root. */
export function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const rows = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody');
  if (!row)
    throw new Error(
      'Root needs an account named postgres or nobody for the embedded database: make one, or set DATABASE_URL.',
    );
  return { uid: Number(row[2]), gid: Number(row[3]) };
}

/** Whether an account other than the owner can reach the path: each folder on the way must let others traverse it. */
export function isReachable(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && (fs.statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
