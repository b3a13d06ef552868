// The packages that run in production, by package-lock.json: what `npm ci --omit=dev --omit=optional` installs.
const fs = require('node:fs');
const path = require('node:path');

const ROOT = '';

/** Where Node finds a package for the package at `from`: in the nearest node_modules upwards. Undefined: nowhere. */
function resolved(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const key = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock[key]) return lock[key].link ? lock[key].resolved : key;
    if (folder === '') return undefined;
  }
}

/** What a package needs at run time. A peer that is optional is not installed for its sake. */
const needs = ({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) => [
  ...Object.keys(dependencies),
  ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional),
];

const nameOf = (key, entry) => entry.name ?? key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * The packages, and the root as the first, each with the keys of those that it needs. `npm sbom` has the same purpose,
 * and leaves out what is needed as a peer (npm 11.19: 50 of 175 packages, class-validator among them).
 */
function lockedPackages(root) {
  const { packages: lock } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const found = new Map();
  const take = (key) => {
    if (found.has(key)) return;
    const entry = lock[key];
    const isRoot = key === ROOT;
    const targets = isRoot
      ? Object.keys(entry.dependencies).map((name) => resolved(lock, key, name))
      : needs(entry).flatMap((name) => resolved(lock, key, name) ?? []);
    found.set(key, {
      key,
      name: nameOf(key, entry),
      version: entry.version,
      license: entry.license,
      integrity: entry.integrity,
      needs: [...new Set(targets)].toSorted(),
    });
    for (const target of targets) take(target);
  };
  take(ROOT);
  return [...found.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

module.exports = { lockedPackages };
