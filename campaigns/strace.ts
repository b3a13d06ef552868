import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** System calls that write bytes out of a process. */
export const WAYS_OUT = ['write', 'writev', 'sendto', 'sendmsg'] as const;

/** Why strace cannot be used here; null when it can. */
export function whyNoStrace(): string | null {
  const tried = spawnSync(
    'strace',
    [
      '-o',
      '/dev/null',
      '-e',
      'trace=write',
      '-e',
      'inject=write:signal=SIGKILL:when=1',
      process.execPath,
      '-e',
      'console.log(1)',
    ],
    { encoding: 'utf8' },
  );
  if (tried.error) return 'strace is not installed';
  return tried.signal === 'SIGKILL' || tried.status === 137 ? null : 'strace may not trace here';
}

/** Attaches to the main thread, which dies at the entry of its call number `at` of this kind. */
export async function dieAtCall(pid: number, call: (typeof WAYS_OUT)[number], at: number): Promise<ChildProcess> {
  const tracer = spawn(
    'strace',
    ['-p', String(pid), '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`, '-o', '/dev/null'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await new Promise<void>((attached, failed) => {
    tracer.stderr!.on('data', (text: Buffer) => text.includes('attached') && attached());
    tracer.once('exit', () => failed(new Error('strace ended before it was attached')));
  });
  return tracer;
}
