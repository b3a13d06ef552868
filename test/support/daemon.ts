import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { unprivilegedAccount } from '../../src/local-postgres/unprivileged-account';
import { childrenOf, signalIfThere } from './process-tree';

/** Folders in which programs of other packages are searched; `sbin` is not in every user's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];

/** The program's file; null when it is not installed. */
export function programFile(name: string): string | null {
  return FOLDERS.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file)) ?? null;
}

/** A running program of another package. It runs under an unprivileged account, also when the tests run as root. */
export class Daemon {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
    private readonly cleanUp: () => void,
  ) {}

  /** Its output goes to the file `log`. */
  static start(file: string, args: readonly string[], log: string, cleanUp: () => void = () => undefined): Daemon {
    const out = fs.openSync(log, 'a');
    const child = spawn(file, args, {
      ...unprivilegedAccount(),
      cwd: path.dirname(log),
      detached: true,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: path.dirname(log) },
      stdio: ['ignore', out, out],
    });
    fs.closeSync(out);
    return new Daemon(child, log, cleanUp);
  }

  /** Throws with the end of its log when it has ended. */
  demandAlive(): void {
    if (this.hasEnded)
      throw new Error(`${this.child.spawnfile} has ended: ${fs.readFileSync(this.log, 'utf8').slice(-2_000)}`);
  }

  /**
   * SIGKILL for it and all its descendants, parents first, so that nothing is restarted. Resolves when it has ended.
   */
  async kill(): Promise<void> {
    const gone = this.hasEnded || new Promise((done) => this.child.once('exit', done));
    this.killNow();
    await gone;
    this.cleanUp();
  }

  killNow(): void {
    if (!this.hasEnded) for (const pid of familyOf(this.child.pid!)) signalIfThere(pid, 'SIGKILL');
  }

  private get hasEnded(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** The process and all its descendants, stopped while they are listed. */
export function familyOf(pid: number): number[] {
  signalIfThere(pid, 'SIGSTOP');
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}
