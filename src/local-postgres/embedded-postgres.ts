import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { findBinaries, openRootShare, ROOT_SHARE } from './postgres-binaries';
import { becomeOwner } from './single-owner';
import { type Account, isReachable, unprivilegedAccount } from './unprivileged-account';

export interface EmbeddedPostgresOptions {
  /** An existing, writable folder; the data stay there between runs. */
  readonly home: string;
  /** False for tests: faster, and lost when the machine stops. */
  readonly isDurable: boolean;
  /** Server parameters in addition to the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called when the server ends without having been stopped. */
  readonly onUnexpectedExit?: (log: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's URL. `<home>/database-url` has the one for the database `portico`. */
  readonly url: string;
  /** Ends all sessions, and stops the server. */
  stop(): Promise<void>;
}

const FAST_SHUTDOWN_MS = 10_000;
/** What the server logs when it accepts connections; a standby is read-only. */
const READY = /ready to accept (read-only )?connections/;
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  password_encryption: 'scram-sha-256',
};
const FLEETING = {
  max_connections: '600',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  scram_iterations: '1',
};

/** A cluster on disk, and how programs are run on it. */
interface Cluster {
  readonly folder: string;
  readonly binary: (name: string) => string;
  readonly running: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };
  readonly passwordFile: string;
}

/**
 * Starts the PostgreSQL of the npm packages on a free port of 127.0.0.1, also as root (under an unprivileged account)
 * and after any crash. It ends with this process, however that ends. Throws one error that gives the remedy.
 */
export async function startEmbeddedPostgres({
  home,
  isDurable,
  settings,
  onUnexpectedExit,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount();
  const { folder: binaries, major } = findBinaries(account !== null);
  const folder = dataFolder(home, major, account);
  const release = becomeOwner(`${folder}.owner`, `The embedded database in ${home}`);
  const cluster: Cluster = {
    folder,
    binary: (name) => path.join(binaries, name),
    running: { cwd: folder, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, ...account },
    passwordFile: `${folder}.password`,
  };
  try {
    const password = passwordOf(cluster.passwordFile, account);
    prepare(cluster, isDurable);
    const port = await freePort();
    const server = await startServer(
      cluster,
      port,
      { ...SETTINGS, ...(isDurable ? {} : FLEETING), ...settings },
      onUnexpectedExit,
    );
    const url = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
    fs.writeFileSync(path.join(home, 'database-url'), `${url('portico')}\n`, { mode: 0o600 });
    return { url: url('postgres'), stop: async () => server.stop().then(release) };
  } catch (error) {
    release();
    throw error;
  }
}

/** One folder per major version and account, so that accounts do not meet each other's file permissions. */
function dataFolder(home: string, major: string, account: Account | null): string {
  const name = `postgres-${major}-uid-${account?.uid ?? process.getuid?.() ?? 0}`;
  const isOutOfReach = account !== null && !isReachable(home);
  const folder = isOutOfReach
    ? path.join(ROOT_SHARE, `${createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 12)}-${name}`)
    : path.join(path.resolve(home), name);
  if (isOutOfReach) openRootShare();
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Created once; initdb reads it from the file, under the account. */
function passwordOf(file: string, account: Account | null): string {
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) fs.chownSync(file, account.uid, account.gid);
  return fs.readFileSync(file, 'utf8');
}

function prepare(cluster: Cluster, isDurable: boolean): void {
  const { folder, binary, running } = cluster;
  if (fs.existsSync(path.join(folder, 'postmaster.pid')))
    spawnSync(binary('pg_ctl'), ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '30'], running);
  if (fs.existsSync(path.join(folder, 'PG_VERSION')) && fs.existsSync(path.join(folder, 'initialised'))) return;
  for (const entry of fs.readdirSync(folder)) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
  const flags = [
    '-D',
    folder,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${cluster.passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    ...(isDurable ? [] : ['--no-sync']),
  ];
  const made = spawnSync(binary('initdb'), flags, { ...running, encoding: 'utf8' });
  if (made.status !== 0)
    throw new Error(
      `The embedded database could not be made in ${folder} (${oneLine(made.error?.message ?? made.stderr)}): free ` +
        'the folder or the disk, or set DATABASE_URL.',
    );
  fs.writeFileSync(path.join(folder, 'initialised'), '');
}

async function startServer(
  cluster: Cluster,
  port: number,
  settings: Record<string, string>,
  onUnexpectedExit?: (log: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const flags = [
    '-D',
    cluster.folder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // Detached: Ctrl-C reaches the whole foreground group, and the database has to outlive the gateway's last commit.
  const server = spawn(cluster.binary('postgres'), flags, {
    ...cluster.running,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const watchdog = observe(server, cluster);
  let isStopping = false;
  let isReady = false;
  let log = '';
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.once('exit', () => {
      if (!isReady)
        failed(
          new Error(
            `The embedded database did not start (${oneLine(log)}): look at ${cluster.folder}, or set DATABASE_URL.`,
          ),
        );
      else if (!isStopping) onUnexpectedExit?.(log);
    });
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000);
      if (isReady || !READY.test(log)) return;
      isReady = true;
      ready();
    });
  });
  for (const held of [server, server.stderr, watchdog, watchdog?.stdin] as ({ unref?(): void } | null | undefined)[])
    held?.unref?.();
  return {
    stop: async () => {
      isStopping = true;
      await end(server);
      watchdog?.stdin?.end();
    },
  };
}

/** A shell that waits on a pipe from this process: when the process ends in any way, the shell stops the server. */
function observe(server: ChildProcess, { running }: Cluster): ChildProcess | null {
  if (process.platform === 'win32') return null;
  return spawn(
    '/bin/sh',
    ['-c', 'cat >/dev/null; kill -INT "$1" 2>/dev/null', 'portico-watchdog', String(server.pid)],
    { ...running, detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGINT');
  const hurry = setTimeout(() => server.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
  await gone;
  clearTimeout(hurry);
}

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

const oneLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
