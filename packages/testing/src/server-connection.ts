import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: for the server to listen; between two tries; after which a start that came to nothing is repeated. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 15;
const STALE_START_MS = 10_000;

interface Pending {
  readonly done: (result: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** The server was killed, or it ended by itself at the moment in which the suite connected. */
class ServerEnded extends Error {
  constructor() {
    super("the testing kit's server ended");
  }
}

/** The suite's connection to the kit's server. What the server made for the suite ends with it. */
export class ServerConnection {
  private readonly pending = new Map<number, Pending>();
  private calls = 0;

  private constructor(private readonly socket: net.Socket) {
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.settle(line);
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      for (const { failed } of this.pending.values()) failed(new ServerEnded());
      this.pending.clear();
    });
  }

  /**
   * Connects to the server of this account and installation, and makes the first call; starts the server where it does
   * not run.
   */
  static async begin<T>(call: string, argument?: unknown): Promise<[ServerConnection, T]> {
    const files = filesOf(serverFile());
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      const socket = await connected(files.socket);
      if (socket) {
        const connection = new ServerConnection(socket);
        try {
          return [connection, await connection.call<T>(call, argument)];
        } catch (error) {
          await connection.close();
          if (!(error instanceof ServerEnded)) throw error;
        }
      } else if (mayStart(files)) start(files);
      await pause(RETRY_MS);
    }
    throw new Error(`the testing kit's server did not start: see ${files.log}`);
  }

  /** Throws what the server could not do, and after close(). */
  async call<T>(call: string, argument?: unknown): Promise<T> {
    if (!this.socket.writable) throw new Error(`${call}() was called after close()`);
    const id = (this.calls += 1);
    const result = new Promise<unknown>((done, failed) => this.pending.set(id, { done, failed }));
    this.socket.write(`${JSON.stringify({ id, call, argument })}\n`);
    // While no answer is awaited the connection does not keep the suite's process alive.
    this.socket.ref();
    return (await result) as T;
  }

  async close(): Promise<void> {
    if (this.socket.closed) return;
    const closed = new Promise((done) => this.socket.once('close', done));
    this.socket.ref();
    this.socket.end();
    await closed;
  }

  private settle(line: string): void {
    const { id, result, error } = JSON.parse(line) as { id: number; result?: unknown; error?: string };
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.socket.unref();
    if (error === undefined) pending?.done(result);
    else pending?.failed(new Error(error));
  }
}

interface ServerFiles {
  readonly program: string;
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
}

/** The program of the server, in the package `portico` beside this one; in the repository itself, what was built. */
function serverFile(): string {
  try {
    return require.resolve('portico/dist/testing/server.js');
  } catch {
    return path.resolve(__dirname, '../../../dist/testing/server.js');
  }
}

/** A folder for each account and each build of the server. */
function filesOf(program: string): ServerFiles {
  const file = fs.realpathSync(program);
  const build = `${file} ${fs.statSync(file).mtimeMs}`;
  const digest = createHash('sha256').update(build).digest('hex');
  const name = `portico-testing-${process.getuid?.() ?? 0}-${digest.slice(0, 12)}`;
  const folder = path.join(os.tmpdir(), name);
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  if (process.getuid && fs.lstatSync(folder).uid !== process.getuid())
    throw new Error(`${folder} belongs to another account: remove it, or set TMPDIR`);
  return {
    program: file,
    folder,
    socket: process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(folder, 'socket'),
    lock: path.join(folder, 'starting'),
    log: path.join(folder, 'log'),
  };
}

/** Null: no server listens. */
async function connected(file: string): Promise<net.Socket | null> {
  return new Promise((done) => {
    const socket = net.connect(file);
    socket.once('connect', () => done(socket));
    socket.once('error', () => done(null));
  });
}

/** Whether this process is the one to start the server; a start that came to nothing does not hold others up. */
function mayStart({ folder, lock }: ServerFiles): boolean {
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  try {
    fs.closeSync(fs.openSync(lock, 'wx'));
    return true;
  } catch {
    const began = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (began !== undefined && Date.now() - began > STALE_START_MS) fs.rmSync(lock, { force: true });
    return false;
  }
}

/** Detached, so that it outlives a suite that is killed; it ends by itself. */
function start({ program, folder, socket, log }: ServerFiles): void {
  const file = fs.openSync(log, 'w');
  spawn(process.execPath, [program, folder, socket], {
    detached: true,
    stdio: ['ignore', file, file],
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, HOME: process.env.HOME },
  }).unref();
  fs.closeSync(file);
}
