const { createHash } = require('node:crypto');
const { lockedPackages } = require('./locked-packages.cjs');

/** Package URL (ECMA-427). */
const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** A licence as CycloneDX wants it: the id of one licence, or an expression of several. */
const licenceOf = (license) =>
  /^[\w.+-]+$/.test(license) && license !== 'UNLICENSED'
    ? [{ license: { id: license } }]
    : license === 'UNLICENSED'
      ? [{ license: { name: 'proprietary' } }]
      : [{ expression: license }];

function componentOf(entry) {
  const { key, name, version, license, integrity } = entry;
  const [scope, own] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    type: key === '' ? 'application' : 'library',
    'bom-ref': key === '' ? name : key,
    ...(scope ? { group: scope } : {}),
    name: own,
    version,
    ...(integrity ? { hashes: [{ alg: 'SHA-512', content: hexOf(integrity) }] } : {}),
    licenses: licenceOf(license),
    purl: purlOf(entry),
  };
}

/** The digest of a Subresource Integrity string, such as `sha512-…`, in hex. */
const hexOf = (integrity) => Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');

/** The same number for the same content: a UUID of the kind for own uses (RFC 9562, section 5.8). */
function serialOf(content) {
  const hex = createHash('sha256').update(content).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

/** The CycloneDX 1.6 document of what runs in production. It has no time, so that equal locks give equal bytes. */
function sbom(root) {
  const [own, ...others] = lockedPackages(root);
  const refOf = (key) => (key === '' ? own.name : key);
  const content = {
    metadata: { component: componentOf(own) },
    components: others.map(componentOf),
    dependencies: [own, ...others].map(({ key, needs }) => ({ ref: refOf(key), dependsOn: needs })),
  };
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: serialOf(JSON.stringify(content)),
      version: 1,
      ...content,
    },
    null,
    2,
  )}\n`;
}

module.exports = { sbom };
