import { spawn } from 'node:child_process';
import fs from 'node:fs';

/** Milliseconds of one clock tick of /proc/<pid>/stat (USER_HZ is 100 on Linux). */
const TICK_MS = 10;
const STOP_PATIENCE_MS = 12_000;

/** Programs that run; they end with this process, however that ends. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Parent, command and clock ticks of a process (proc_pid_stat(5)); null when it has ended. */
function statOf(pid) {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').map(Number);
    return { parent: fields[1], own: fields[11] + fields[12], ended: fields[13] + fields[14] };
  } catch {
    return null;
  }
}

/** The process that started this one; null where there is no /proc. */
export const parentOf = (pid) => statOf(pid)?.parent ?? null;

/** A process and its descendants. */
function familyOf(pid) {
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((name) => [Number(name), statOf(name)?.parent]));
  const family = [pid];
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/**
 * CPU of a process, its descendants and those that ended, user and system, in milliseconds; NaN where there is no
 * /proc.
 */
export function cpuMs(pid) {
  if (statOf(pid) === null) return NaN;
  const ticks = familyOf(pid).map((member) => statOf(member)?.own ?? 0);
  return TICK_MS * ticks.reduce((sum, own) => sum + own, statOf(pid)?.ended ?? 0);
}

/** CPU that the whole machine has spent on work, in milliseconds (proc_stat(5)); NaN where there is no /proc. */
export function machineMs() {
  if (!fs.existsSync('/proc/stat')) return NaN;
  const [user, nice, system, , , irq, softIrq] = fs
    .readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return TICK_MS * (user + nice + system + irq + softIrq);
}

/** Resident memory of a process and its descendants, in MiB: now, and the most that it ever had; NaN without /proc. */
export function memoryMiB(pid) {
  const inMiB = (name) =>
    familyOf(pid).reduce((sum, member) => {
      const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(`/proc/${member}/status`, 'utf8'));
      return sum + Number(found?.[1] ?? 0) / 1024;
    }, 0);
  return statOf(pid) === null ? { now: NaN, most: NaN } : { now: inMiB('VmRSS'), most: inMiB('VmHWM') };
}

/**
 * Starts a program and waits until the URL answers 200. Returns the process, how many milliseconds that took, and
 * `stop`. Throws what it said when it ends before.
 */
export async function startProgram(command, { env, url, cwd }) {
  const begun = performance.now();
  const child = spawn(command[0], command.slice(1), { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4_000)));
  const ended = new Promise((done) => child.once('exit', done).once('error', done));
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
      throw new Error(`${command.join(' ')} did not start: ${said}`);
    await pause(10);
  }
  const readyMs = performance.now() - begun;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const hurry = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    running.delete(child);
    clearTimeout(hurry);
  };
  return { pid: child.pid, readyMs, stop };
}

const answers = (url) =>
  fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );

/** Runs a program to its end, with the text on its standard input. Returns its standard output, or throws. */
export function runToEnd(command, { input = '', env = process.env, cwd } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command[0], command.slice(1), { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.once('error', failed);
    child.once('close', (code) => {
      running.delete(child);
      return code === 0 ? done(out) : failed(new Error(`${command.join(' ')} ended with ${code}: ${err || out}`));
    });
    child.stdin.end(input);
  });
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort() {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
