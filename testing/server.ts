import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { startDatabaseThread } from './database-thread';
import { onLine } from './lines';
import { Suite } from './suites';

/**
 * The server of the testing kit: one for each account and installation. It owns a PostgreSQL, and gives every suite
 * that connects a gateway and a sandbox of its own, until the connection ends, in whichever way. Without suites it ends
 * by itself. Requests and answers are lines of JSON: `{id, call, argument}`, `{id, result}` or `{id, error}`.
 */

/** Milliseconds without a suite after which it ends. */
const IDLE_MS = 5_000;
const CALLS = ['start', 'reset', 'advance', 'logged'] as const;

const folder = process.argv[2]!;
const socket = process.argv[3]!;
const home = path.join(folder, `home-${process.pid}`);

async function main(): Promise<void> {
  // A suite's connection ends after what it ends: close() of the suite waits for that.
  const listener = net.createServer({ allowHalfOpen: true });
  if (!(await listens(listener))) return release();
  removeOldHomes();
  fs.mkdirSync(home, { mode: 0o700 });
  const database = startDatabaseThread(home);
  database.catch(() => undefined);
  // Loaded while the database starts.
  void import('./pair.js');
  const open = new Set<Promise<void>>();
  let suites = 0;
  let idle: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    listener.close();
    await Promise.all(open);
    await database.then(({ stop }) => stop()).catch(() => undefined);
    fs.rmSync(home, { recursive: true, force: true });
    removeFolder();
    process.exit(0);
  };
  const wait = (): void => {
    // A connection that came while this thread was busy is seen before the immediate runs.
    idle = setTimeout(() => setImmediate(() => open.size === 0 && void end()), IDLE_MS);
  };
  listener.on('connection', (connection) => {
    clearTimeout(idle);
    const served = serve(connection, database, (suites += 1)).finally(() => {
      open.delete(served);
      if (open.size === 0) wait();
    });
    open.add(served);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  wait();
  release();
}

/** Serves one suite until its connection ends. */
async function serve(
  connection: net.Socket,
  database: ReturnType<typeof startDatabaseThread>,
  number: number,
): Promise<void> {
  const ended = new Promise((done) => connection.once('end', done).once('close', done));
  const suite = database.then(({ server }) => new Suite(server, number));
  let last: Promise<void> = Promise.resolve();
  onLine(connection, (line) => {
    last = last.then(() => answer(connection, suite, line));
  });
  await ended;
  await last;
  await suite.then((found) => found.end()).catch(() => undefined);
  connection.end();
}

async function answer(connection: net.Socket, suite: Promise<Suite>, line: string): Promise<void> {
  const { id, call, argument } = JSON.parse(line) as { id: number; call: string; argument: unknown };
  const known = CALLS.find((one) => one === call);
  let said: object;
  try {
    if (!known) throw new Error(`there is no call ${call}`);
    said = { id, result: await (await suite)[known](argument as never) };
  } catch (error) {
    said = { id, error: error instanceof Error ? error.message : String(error) };
  }
  if (!connection.destroyed) connection.write(`${JSON.stringify(said)}\n`);
}

/** False: another server listens there. The file of one that was killed is replaced. */
async function listens(listener: net.Server): Promise<boolean> {
  const tried = (): Promise<boolean> =>
    new Promise((done) => {
      listener.once('error', () => done(false));
      listener.listen(socket, () => done(true));
    });
  if (await tried()) return true;
  const isServed = await new Promise<boolean>((done) => {
    const probe = net.connect(socket, () => done(true)).once('error', () => done(false));
    probe.unref();
  });
  if (isServed) return false;
  fs.rmSync(socket, { force: true });
  listener.removeAllListeners('error');
  return tried();
}

/** Where nothing was logged, and where no other server begins. */
function removeFolder(): void {
  const log = path.join(folder, 'log');
  try {
    if (fs.statSync(log).size === 0) fs.rmSync(log);
    fs.rmdirSync(folder);
  } catch {
    // Another server begins there, or there is a log to read.
  }
}

/** Of servers that were killed. */
function removeOldHomes(): void {
  for (const name of fs.readdirSync(folder)) {
    const pid = Number(/^home-(\d+)$/.exec(name)?.[1] ?? process.pid);
    try {
      if (pid !== process.pid) process.kill(pid, 0);
    } catch {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

/** The suite that started this server holds a lock until the server listens. */
function release(): void {
  fs.rmSync(path.join(folder, 'starting'), { force: true });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  fs.rmSync(home, { recursive: true, force: true });
  release();
  process.exit(1);
});
