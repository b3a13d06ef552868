import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './eventually';
import { freePort } from './gateway';

/** Whether the program is installed (Debian: pgbouncer). */
export const hasPgBouncer = spawnSync('pgbouncer', ['--version']).status === 0;

export interface PgBouncer {
  /** The same login and database, through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

/** PgBouncer with its defaults in front of the server of all logins. */
export async function startPgBouncer(
  logins: readonly string[],
  mode: 'session' | 'transaction',
  settings: Readonly<Record<string, string>> = {},
): Promise<PgBouncer> {
  const { hostname, port: serverPort } = new URL(logins[0]!);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-pgbouncer-'));
  fs.chmodSync(folder, 0o755);
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o644 });
    return path.join(folder, name);
  };
  const users = logins.map((login) => new URL(login)).map(({ username, password }) => `"${username}" "${password}"\n`);
  const port = await freePort();
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: file('users.txt', users.join('')),
    pool_mode: mode,
    max_client_conn: '200',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  const ini = file(
    'pgbouncer.ini',
    `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]\n${lines.join('')}`,
  );
  const child = spawn('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'postgres'] : []), ini], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const isUp = await eventually(
    async () => (child.exitCode === null ? accepts(port) : null),
    (up) => up !== false,
  );
  if (isUp === null) throw new Error(`pgbouncer did not start: ${said}`);
  return {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGQUIT');
      await gone;
      fs.rmSync(folder, { recursive: true });
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  return new Promise((done) => {
    socket.once('connect', () => done(true)).once('error', () => done(false));
  }).then((up) => {
    socket.destroy();
    return up as boolean;
  });
}
