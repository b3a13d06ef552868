import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Daemon, programFile } from './daemon';

const PROGRAM = programFile('haproxy');

/** Whether the program is installed (Debian: haproxy). */
export const hasHaproxy = PROGRAM !== null;

/** Starts HAProxy with these lines of configuration. */
export function startHaproxy(lines: readonly string[]): Daemon {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-haproxy-'));
  fs.chmodSync(folder, 0o777);
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return Daemon.start(PROGRAM!, ['-f', file, '-db'], path.join(folder, 'log'), () =>
    fs.rmSync(folder, { recursive: true, force: true }),
  );
}
