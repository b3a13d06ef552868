import os from 'node:os';
import path from 'node:path';

/** Logs of the whole run are in one folder, which is searched for secrets at its end. */
export function logFile(kind: string): string {
  const folder = process.env.TEST_LOG_DIRECTORY ?? os.tmpdir();
  return path.join(folder, `${kind}-${process.pid}-${Math.random().toString(36).slice(2)}.log`);
}
