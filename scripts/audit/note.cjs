// Signed notes and checkpoints, as docs/audit.md describes them. Written for the verifier: the gateway has its own.
const { createHash, createPrivateKey, createPublicKey, sign, verify } = require('node:crypto');
const { promisify } = require('node:util');

const verifyInPool = promisify(verify);
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `<name>+<id>+<key>`. Throws a sentence. */
function readVkey(vkey) {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(vkey) ?? [];
  const typed = Buffer.from(encoded ?? '', 'base64');
  if (typed.length !== 33 || typed[0] !== 1) throw new Error(`not a verifier key: ${vkey}`);
  if (createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8) !== id)
    throw new Error(`the id in the verifier key is not that of its key: ${vkey}`);
  return {
    name,
    id,
    key: createPublicKey({ key: Buffer.concat([SPKI, typed.subarray(1)]), format: 'der', type: 'spki' }),
  };
}

/** The vkey of a seed. */
function vkeyOfSeed(name, seed) {
  const spki = createPublicKey(
    createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' }),
  ).export({ format: 'der', type: 'spki' });
  const typed = Buffer.concat([Buffer.of(1), spki.subarray(SPKI.length)]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8);
  return `${name}+${id}+${typed.toString('base64')}`;
}

/** Whether the key signed the note. */
function openNote(note, { name, id, key }) {
  const end = note.lastIndexOf('\n\n');
  const own = note
    .slice(end + 2)
    .split('\n')
    .map((line) => /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [])
    .map(([, signer, encoded]) => ({ signer, bytes: Buffer.from(encoded ?? '', 'base64') }))
    .filter(({ signer, bytes }) => signer === name && bytes.subarray(0, 4).toString('hex') === id);
  const text = Buffer.from(note.slice(0, end + 1));
  return end > 0 && own.length > 0 && own.every(({ bytes }) => verify(null, text, key, bytes.subarray(4)));
}

/**
 * Size and root of a checkpoint that one of the keys signed, which may sign trees of that size (`after`, `upTo`, where
 * the log was handed over). Rejects with a sentence.
 */
async function openCheckpoint(note, keys) {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split('\n');
  if (end < 0 || !/^(0|[1-9]\d*)$/.test(size ?? '') || Buffer.from(root ?? '', 'base64').length !== 32)
    throw new Error('it is no checkpoint');
  let isSigned = false;
  for (const line of note
    .slice(end + 2)
    .split('\n')
    .slice(0, -1)) {
    const [, name, encoded] = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    const known = keys.find((key) => key.name === name && key.id === bytes.subarray(0, 4).toString('hex'));
    if (!known) continue;
    if (!(await verifyInPool(null, Buffer.from(text), known.key, bytes.subarray(4))))
      throw new Error(`the signature of ${name} does not hold`);
    if (Number(size) <= (known.after ?? -1) || Number(size) > (known.upTo ?? Number.POSITIVE_INFINITY))
      throw new Error(`the key ${known.id} does not sign trees of ${size} leaves: the log was handed over`);
    isSigned ||= known.name === origin;
  }
  if (!isSigned) throw new Error('no trusted key signed it');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

/** The signed note of a checkpoint, with the key of this seed. */
function signCheckpoint(origin, size, root, seed) {
  const text = checkpointText({ origin, size, root });
  const id = Buffer.from(vkeyOfSeed(origin, seed).split('+')[1], 'hex');
  const signature = sign(
    null,
    Buffer.from(text),
    createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' }),
  );
  return `${text}\n\u2014 ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

const checkpointText = ({ origin, size, root }) => `${origin}\n${size}\n${root.toString('base64')}\n`;

module.exports = { readVkey, vkeyOfSeed, openCheckpoint, openNote, checkpointText, signCheckpoint };
