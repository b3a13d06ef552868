import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** What the machine must have before anything can be loaded. Throws one sentence with the remedy. */
export function checkMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Portico needs Node 20.19 or newer, and this is ${process.version}: install a newer Node.`);
  if (hasSources() && !fs.existsSync('node_modules/.package-lock.json'))
    throw new Error('The packages are not installed: run npm ci.');
}

const changedAt = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = (folder) =>
  Math.max(...fs.readdirSync(folder, { recursive: true }).map((file) => changedAt(path.join(folder, file))), 0);

/** False where Portico is installed as a package, which holds what was compiled. */
const hasSources = () => fs.existsSync('src');

/** Compiles when the sources are newer than what was compiled. */
export function buildWhenStale() {
  if (!hasSources()) return;
  const sources = Math.max(
    newest('src'),
    newest('migrations'),
    ...['ormconfig.ts', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'].map(changedAt),
  );
  if (changedAt('dist/gateway.js') >= sources) return;
  process.stdout.write('… building, this happens once\n');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--product'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed: see the messages above; the folder must belong to you.');
}

/** Whether the text of a variable is a port on which a program can be found, or absent. */
export const isPort = (text) => !text || (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535);

/** A number from a variable, or its default. */
export const portOf = (variable, fallback) => Number(process.env[variable] || fallback);

/** Where what listens on this host can be asked from this machine. */
export function originOf(host, port) {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** One sentence when the port is taken or not allowed; null when it is free. */
export async function portProblem(port, variable, hosts) {
  for (const host of hosts) {
    const code = await new Promise((done) => {
      const probe = net.createServer();
      probe.once('error', (error) => done(error.code));
      probe.listen(port, host, () => probe.close(() => done(null)));
    });
    if (code === 'EADDRINUSE') return `Port ${port} is taken: set ${variable} to another port`;
    if (code === 'EACCES') return `Port ${port} may not be used by this account: set ${variable} to a port above 1023`;
  }
  return null;
}
