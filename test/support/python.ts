import { spawnSync } from 'node:child_process';
import path from 'node:path';

const TOOL = path.resolve('tools/verify-receipt');

/** The interpreter itself: a version manager puts scripts in its place that cost three times as much as its start. */
const WHICH = "import sys; print(sys.executable if sys.version_info >= (3, 8) else '')";

/** Null where Python 3 is not installed: tests that need it are then skipped, with the reason in their titles. */
export const python = whereIs('python3') || whereIs('python') || null;

/** PATH, on which `python3` is that interpreter. */
export const PYTHON_PATH = [...(python ? [path.dirname(python)] : []), process.env.PATH].join(path.delimiter);

function whereIs(name: string): string {
  return spawnSync(name, ['-c', WHICH], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** `it` where Python 3 is installed; otherwise a skipped test whose title gives the reason. */
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
