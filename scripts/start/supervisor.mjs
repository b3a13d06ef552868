import { fork } from 'node:child_process';
import fs from 'node:fs';
import { MALLOC, nodeFlags } from './node-flags.cjs';
import { startConsole } from './console.mjs';

/** Milliseconds that a process may take to end on its own. */
const PATIENCE = 11_000;
const POLL = 50;
const ORPHAN_MS = 500;

/** Our parent, and where the system tells, its parent (proc_pid_stat(5), field 4). */
function ancestors() {
  try {
    const stat = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
}

/** Everything that runs, and its end: last started, first stopped. */
export class Supervisor {
  members = [];
  isStopping = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void this.stop(0));
    process.on('SIGHUP', () => this.hangup());
    this.leaveWithParent(ancestors());
  }

  /** What SIGHUP means: by itself, as from a terminal that closes, the end. */
  hangup = () => void this.stop(0);

  /** Gives SIGHUP another meaning. A terminal that closes is still the end, for the parent is gone then. */
  onHangup(act) {
    this.hangup = act;
  }

  /** npm does not pass every signal on: when it, or the shell between us, is gone, so are we. */
  leaveWithParent(born) {
    setInterval(() => ancestors() !== born && void this.stop(0), ORPHAN_MS).unref();
  }

  /** Something that can be stopped. */
  add(stop) {
    this.members.push(stop);
  }

  /** Runs a program of ours. It ends when we do, even when we are killed: its IPC channel closes. */
  run(name, script, environment) {
    // Detached: Ctrl-C reaches the whole foreground group, and the order of stopping is ours.
    const child = fork(script, [], {
      env: { ...MALLOC, ...environment },
      detached: true,
      execArgv: nodeFlags(environment),
    });
    child.once('exit', (code, signal) => {
      if (this.isStopping) return;
      startConsole.failure(`The ${name} ended by itself (${signal ?? `exit code ${code}`}): see its message above.`);
      void this.stop(1);
    });
    this.add(() => end(child));
    return child;
  }

  /** Waits until the URL answers 200, or says why not. */
  async untilReady(name, url, child) {
    while (child.exitCode === null && child.signalCode === null && !this.isStopping) {
      const isReady = await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return;
      await new Promise((done) => setTimeout(done, POLL));
    }
    if (this.isStopping) await new Promise(() => undefined);
    throw new Error(`The ${name} did not start.`);
  }

  async stop(code) {
    if (this.isStopping) return;
    this.isStopping = true;
    for (const stop of this.members.toReversed()) await stop();
    process.exit(code);
  }
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await gone;
  clearTimeout(hurry);
}
