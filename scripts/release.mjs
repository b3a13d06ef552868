// `npm run release`: builds the commit that is checked out twice, each time in an empty folder, and writes the release
// when both have the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from './arguments.cjs';

const require = createRequire(import.meta.url);
const { notices } = require('./release/licences.cjs');
const { sbom } = require('./release/sbom.cjs');
const { tarball } = require('./release/tarball.cjs');

const { values } = readArguments({
  usage:
    'npm run release -- [--to <folder>]\n\nBuilds the commit that is checked out twice, compares the bytes, and ' +
    'writes release/ (or another folder):\nthe archive, the SBOM (CycloneDX), the licence texts, and SHA256SUMS. ' +
    'Uses the packages that are installed, which\nmust be those of package-lock.json.',
  options: { to: { type: 'string', default: 'release' } },
});
const root = path.resolve(import.meta.dirname, '..');
const target = path.resolve(values.to);
process.chdir(root);

/** Beside what the package holds (`files` of package.json): what an operator deploys, reads and checks. */
const FURTHER =
  /^(?:deploy|docs)\/|^packages\/client\/(?:package\.json|README\.md)$|^(?:CHANGELOG|SECURITY)\.md$|^package-lock/;

const run = (program, words, options = {}) =>
  execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'inherit'], ...options });

const packagesIn = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;

/** Throws when another package would be built with than the lock names. */
function checkInstalled() {
  const [locked, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(packagesIn);
  const wrong = Object.keys(locked).filter(
    (key) =>
      key.startsWith('node_modules/') && !locked[key].optional && installed[key]?.integrity !== locked[key].integrity,
  );
  if (wrong.length > 0) throw new Error(`The packages are not those of package-lock.json: run npm ci (${wrong[0]}).`);
}

/** Builds the commit in an empty folder, and returns the files of the release by path. */
function build(folder) {
  run('tar', ['x', '-C', folder], { input: run('git', ['archive', 'HEAD'], { encoding: 'buffer' }), stdio: 'pipe' });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  run(process.execPath, ['scripts/build.mjs', '--product'], { cwd: folder });
  const [{ files }] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder }));
  const committed = run('git', ['ls-files'], { cwd: root }).trim().split('\n');
  const client = fs
    .readdirSync(path.join(folder, 'packages/client/dist'))
    .filter((file) => !file.startsWith('.'))
    .map((file) => `packages/client/dist/${file}`);
  const names = new Set([
    ...files.map(({ path: file }) => file),
    ...committed.filter((file) => FURTHER.test(file)),
    ...client,
  ]);
  return {
    ...Object.fromEntries([...names].map((file) => [file, fs.readFileSync(path.join(folder, file))])),
    'sbom.cdx.json': sbom(folder),
    NOTICES: notices(folder),
  };
}

function packed(folder) {
  const files = build(folder);
  const { name, version } = JSON.parse(files['package.json']);
  const top = `${name}-${version}`;
  const bytes = tarball(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${top}/${file}`, text])), {
    mtime: Number(run('git', ['log', '-1', '--format=%ct']).trim()),
    isProgram: (file) => file.endsWith('scripts/portico.mjs'),
  });
  return {
    [`${top}.tar.gz`]: bytes,
    [`${top}.sbom.cdx.json`]: files['sbom.cdx.json'],
    [`${top}.NOTICES`]: files.NOTICES,
  };
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const sums = (release) =>
  Object.entries(release)
    .map(([file, bytes]) => `${sha256(bytes)}  ${file}\n`)
    .join('');

const folders = [1, 2].map((build) => fs.mkdtempSync(path.join(os.tmpdir(), `portico-release-${build}-`)));
try {
  if (run('git', ['status', '--porcelain', '--untracked-files=no']).trim() !== '')
    throw new Error('There are changes that are not committed: a release is built from a commit.');
  checkInstalled();
  const [release, again] = folders.map(packed);
  if (sums(release) !== sums(again)) throw new Error(`The two builds differ:\n${sums(release)}${sums(again)}`);
  fs.mkdirSync(target, { recursive: true });
  for (const [file, bytes] of Object.entries({ ...release, SHA256SUMS: sums(release) }))
    fs.writeFileSync(path.join(target, file), bytes);
  process.stdout.write(
    `Two builds, the same bytes, in ${path.relative(process.cwd(), target) || '.'}/:\n${sums(release)}`,
  );
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
}
