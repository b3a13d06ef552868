const fs = require('node:fs');
const path = require('node:path');
const { table } = require('../docs/table.cjs');
const { lockedPackages } = require('./locked-packages.cjs');

/** SPDX ids that a package may have: they ask for their notice to be kept, and for nothing of our sources. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
]);

/** Whether one of the licences of an expression with OR, and each of one with AND, is allowed. */
function isAllowed(license) {
  const text = license.replaceAll(/[()]/g, '');
  return text.includes(' AND ')
    ? text.split(' AND ').every((one) => ALLOWED.has(one))
    : text.split(' OR ').some((one) => ALLOWED.has(one));
}

/** By name. A package that is installed in two folders in the same version is one. */
const foreign = (root) =>
  [
    ...new Map(
      lockedPackages(root)
        .filter(({ license }) => license !== 'UNLICENSED')
        .map((one) => [`${one.name} ${one.version}`, one]),
    ),
  ]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry);

/** A sentence for each package whose licence is missing, or asks for more than its notice. */
const licenceProblems = (root) =>
  foreign(root)
    .filter(({ license }) => !license || !isAllowed(license))
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'no licence'}`);

/** The page docs/licences.md. */
function licencesPage(root) {
  const packages = foreign(root);
  return `# Licences

Printed from package-lock.json by \`npm run docs\`: the ${packages.length} packages of others that run
in production. Their texts are in \`NOTICES\` of each release. A test refuses a package whose licence asks for more than
that its notice is kept.

${table(
  ['Package', 'Version', 'Licence'],
  packages.map(({ name, version, license }) => [`\`${name}\``, version, license ?? '–']),
)}
`;
}

const TEXTS = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The licence texts of these packages, as they are installed, for the notices of a release. */
function notices(root) {
  return foreign(root)
    .map(({ key, name, version, license }) => {
      const folder = path.join(root, key);
      const files = fs
        .readdirSync(folder)
        .filter((file) => TEXTS.test(file) && fs.statSync(path.join(folder, file)).isFile());
      const texts = files.toSorted().map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

module.exports = { isAllowed, licenceProblems, licencesPage, notices };
