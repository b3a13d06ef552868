import { spawnSync } from 'node:child_process';
import path from 'node:path';

const TOOL = path.resolve('tools/verify-receipt');

/** Null where there is no Python 3: then what needs it is skipped, and the run says so. */
export const python =
  ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0,
  ) ?? null;

/** `it` where there is Python 3; else a skipped test whose name tells why. */
export function itWithPython(name: string, test: jest.ProvidesCallback, timeoutMs?: number): void {
  if (python) it(name, test, timeoutMs);
  else it.skip(`${name} (skipped: no python3 on this machine)`, test);
}

/** Runs tools/verify-receipt. */
export function verifyReceipt(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(python!, ['-B', TOOL, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, said: stdout + stderr };
}
