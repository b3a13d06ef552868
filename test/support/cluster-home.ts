import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The system's file system in memory, if any. */
const MEMORY = '/dev/shm';
/** Bytes that must be free in it, and in memory. A campaign that fills tables sets its own number. */
const NEEDED = 'TEST_POSTGRES_BYTES';
const USUALLY_NEEDED = 4 * 2 ** 30;

/** Sets how many bytes the next PostgreSQL needs. */
export function needsBytes(bytes: number): void {
  process.env[NEEDED] = String(Math.max(bytes, USUALLY_NEEDED));
}

/**
 * A new folder for a PostgreSQL of the tests, readable by the account that runs it. In memory where enough is free:
 * each suite copies two databases of 400 files each, which costs 15 ms of CPU there and 200 ms on a disk.
 */
export function newClusterHome(name: string): string {
  const home = fs.mkdtempSync(path.join(hasSpace() ? MEMORY : os.tmpdir(), name));
  fs.chmodSync(home, 0o755);
  return home;
}

function hasSpace(): boolean {
  if (!fs.existsSync(MEMORY)) return false;
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return Math.min(bavail * bsize, os.freemem()) >= Number(process.env[NEEDED] ?? USUALLY_NEEDED);
}
