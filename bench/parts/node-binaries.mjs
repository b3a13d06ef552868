import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const BENCH = path.resolve(import.meta.dirname, '..');

function npm(folder, ...words) {
  const { status, stderr } = spawnSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${words.join(' ')} failed in ${folder}: ${stderr}`);
}

/** The program of a `--node`: this one, a path, or a major version, which is fetched once from the npm registry. */
function binaryOf(wanted) {
  if (wanted === 'this') return process.execPath;
  if (!/^\d+$/.test(wanted)) return path.resolve(process.env.INIT_CWD ?? '.', wanted);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = path.join(BENCH, 'node_modules/.nodes', wanted);
  const binary = path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!fs.existsSync(binary)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
    npm(folder, 'install', `${name}@${wanted}`);
  }
  return binary;
}

/** Path and version of each Node that targets are to run on. Throws for one that does not start. */
export function nodesOf(wanted) {
  return wanted.map((one) => {
    const binary = binaryOf(one);
    const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${binary} is no Node that runs here`);
    return { path: binary, version: stdout.trim() };
  });
}

/** Installs the packages of (d), which the product does not have, beside it, and compiles it. */
export function prepareTypical() {
  const typical = path.join(BENCH, 'baselines/typical');
  const changedAt = (file) => fs.statSync(path.join(typical, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
    npm(typical, 'ci', '--ignore-scripts');
    fs.utimesSync(path.join(typical, 'node_modules/.package-lock.json'), new Date(), new Date());
  }
  const { status, stdout } = spawnSync(
    process.execPath,
    [path.resolve(BENCH, '../node_modules/typescript/bin/tsc'), '-p', typical],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the baseline d does not compile:\n${stdout}`);
}
