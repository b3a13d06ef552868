import os from 'node:os';
import path from 'node:path';

/** Logs of the whole run lie together, so that its end can look for what must never be logged. */
export function logFile(kind: string): string {
  const folder = process.env.TEST_LOG_DIRECTORY ?? os.tmpdir();
  return path.join(folder, `${kind}-${process.pid}-${Math.random().toString(36).slice(2)}.log`);
}
