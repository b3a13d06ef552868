import fs from 'node:fs';

/**
 * Distinguishes a process from a later one with the same id: its start, in clock ticks since boot (proc_pid_stat(5),
 * field 22). Null for a process that has ended, including a zombie.
 */
function startOf(pid: number): string | null {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return /[ZX]/.test(fields[0]!) ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes this process the only user of what `file` stands for. Throws an error that names the other, running owner. */
export function becomeOwner(file: string, what: string): () => void {
  const [pid, start] = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(' ') : [];
  const owner = Number(pid);
  if (owner > 0 && owner !== process.pid && isAlive(owner) && (startOf(owner) ?? '') === (start ?? '')) {
    throw new Error(`${what} is in use by process ${owner}: stop it, or set PORTICO_HOME to another folder.`);
  }
  fs.writeFileSync(file, `${process.pid} ${startOf(process.pid) ?? ''}`);
  return () => fs.rmSync(file, { force: true });
}
