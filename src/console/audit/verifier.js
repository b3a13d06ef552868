// Verifies receipts of the audit log (https://c2sp.org/tlog-proof) with Web Crypto, as docs/audit.md describes them, in
// the browser of the person who asks: nothing is sent anywhere. On a page with a receipt it says what it found there.
'use strict';

const { subtle } = globalThis.crypto ?? {};
const encoder = new TextEncoder();
const ED25519 = 'Ed25519';

/** The input has not the form that the format prescribes. */
class Unreadable extends Error {}
/** The same of a key that is to be trusted, so that nothing is said of the receipt. */
class UnreadableKey extends Unreadable {}
/** It has the form, and what it claims is not so. */
class Refuted extends Error {}
/** This browser cannot say. */
class Unsupported extends Error {}

const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};
const isSame = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const sha256 = async (...parts) => new Uint8Array(await subtle.digest('SHA-256', joined(...parts)));
const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Standard base64 with padding, in its one canonical form. */
function unbase64(text, what) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new Unreadable(`${what} is not base64`);
  const decoded = atob(text);
  if (btoa(decoded) !== text) throw new Unreadable(`${what} is not canonical base64`);
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}

function unhash(text) {
  const decoded = unbase64(text, 'a hash');
  if (decoded.length !== 32) throw new Unreadable('a hash is not 32 bytes long');
  return decoded;
}

/** Sizes and indexes have up to 19 digits. */
function number(text, what) {
  if (!/^(?:0|[1-9]\d{0,18})$/.test(text)) throw new Unreadable(`${what} is not a number`);
  return BigInt(text);
}

function utf8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unreadable(`${what} is not UTF-8`);
  }
}

/** The text before a separator and the one after it; null: it is not there. */
function cut(text, separator, at) {
  return at < 0 ? null : [text.slice(0, at), text.slice(at + separator.length)];
}
const BLANK = '\n\n';
const cutFirst = (text) => cut(text, BLANK, text.indexOf(BLANK));
const cutLast = (text) => cut(text, BLANK, text.lastIndexOf(BLANK));

async function readVkey(vkey) {
  try {
    return await keyIn(vkey);
  } catch (error) {
    throw error instanceof Unreadable ? new UnreadableKey(error.message) : error;
  }
}

async function keyIn(vkey) {
  const [name, id, ...rest] = vkey.split('+');
  if (!name || rest.length === 0 || !/^[0-9a-f]{8}$/.test(id)) throw new Unreadable(`not a vkey: ${vkey}`);
  const typed = unbase64(rest.join('+'), 'the key in the vkey');
  if (typed.length !== 33 || typed[0] !== 1) throw new Unreadable('the vkey is not of an Ed25519 key');
  const keyId = (await sha256(encoder.encode(`${name}\n`), typed)).subarray(0, 4);
  if (hexOf(keyId) !== id) throw new Unreadable('the id in the vkey is not that of its key');
  return { name, keyId, key: await importedKey(typed.subarray(1)) };
}

async function importedKey(raw) {
  try {
    return await subtle.importKey('raw', raw, ED25519, false, ['verify']);
  } catch (error) {
    throw new Unsupported(`this browser has no Ed25519 in Web Crypto (${error.name})`);
  }
}

/** Whether a line of a note is this key's signature over the text; a wrong one is refuted. */
async function hasSigned({ name, keyId, key }, text, lines) {
  let isFound = false;
  for (const line of lines) {
    const parts = line.split(' ');
    if (parts.length !== 3 || parts[0] !== '\u2014') throw new Unreadable('a malformed signature line');
    const signature = unbase64(parts[2], 'a signature');
    if (parts[1] !== name || !isSame(signature.subarray(0, 4), keyId)) continue;
    const isValid =
      signature.length === 68 && (await subtle.verify(ED25519, key, signature.subarray(4), encoder.encode(text)));
    if (!isValid) throw new Refuted(`the signature of ${name} does not hold`);
    isFound = true;
  }
  return isFound;
}

/** Origin, size and root of a checkpoint that one of the keys signed. */
async function checkpointIn(note, keys) {
  const [body, signatures] = cutLast(note) ?? [];
  if (body === undefined || !signatures.endsWith('\n')) throw new Unreadable('not a signed note');
  const text = `${body}\n`;
  const signers = [];
  for (const key of keys) if (await hasSigned(key, text, signatures.slice(0, -1).split('\n'))) signers.push(key.name);
  const lines = body.split('\n');
  if (lines.length < 3 || lines.includes('')) throw new Unreadable('not a checkpoint');
  const [origin] = lines;
  const [size, root] = [number(lines[1], 'the size of the tree'), unhash(lines[2])];
  if (signers.length === 0) throw new Refuted('none of the given keys signed the checkpoint');
  if (!signers.includes(origin)) throw new Refuted(`the checkpoint is of another log: ${origin}`);
  return { origin, size, root };
}

const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/** RFC 9162, 2.1.3.2. */
async function checkInclusion(index, size, leaf, proof, root) {
  if (index >= size) throw new Refuted(`the index ${index} is not in a tree of ${size} leaves`);
  let [fn, sn, hash] = [index, size - 1n, await sha256(Uint8Array.of(0), leaf)];
  for (const sibling of proof) {
    if (sn === 0n) throw new Refuted('the inclusion proof is too long');
    if (fn % 2n === 1n || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n) throw new Refuted('the inclusion proof is too short');
  if (!isSame(hash, root)) throw new Refuted('the inclusion proof does not lead to the root of the checkpoint');
}

function entryOf(leaf) {
  const end = leaf.indexOf(10);
  const format = end < 0 ? '' : utf8(leaf.subarray(0, end), 'the leaf');
  if (format !== 'portico.audit/v1') throw new Unreadable('the leaf has another format');
  try {
    return JSON.parse(utf8(leaf.subarray(end + 1), 'the leaf'));
  } catch {
    throw new Unreadable('the leaf is not JSON');
  }
}

async function verified(receipt, vkeys, entryId) {
  if (subtle === undefined) throw new Unsupported('this page has no Web Crypto: it needs https, or localhost');
  const keys = await Promise.all(vkeys.map(readVkey));
  const text = typeof receipt === 'string' ? receipt : utf8(receipt, 'the receipt');
  const [head, note] = cutFirst(text) ?? [];
  const [format, extra = '', indexLine = '', ...hashes] = (head ?? '').split('\n');
  if (format !== 'c2sp.org/tlog-proof@v1') throw new Unreadable('not a receipt (c2sp.org/tlog-proof@v1)');
  if (!extra.startsWith('extra ') || !indexLine.startsWith('index '))
    throw new Unreadable('the receipt has no leaf or no index');
  const leaf = unbase64(extra.slice('extra '.length), 'the leaf');
  const index = number(indexLine.slice('index '.length), 'the index');
  const proof = hashes.map(unhash);
  const { origin, size, root } = await checkpointIn(note, keys);
  await checkInclusion(index, size, leaf, proof, root);
  const entry = entryOf(leaf);
  if (entryId !== undefined && entry.entry_id !== entryId)
    throw new Refuted(`this receipt is of another entry: ${entry.entry_id}`);
  return { entry, index, origin, size };
}

const VERDICTS = [
  [Refuted, 'refuted'],
  [Unreadable, 'unreadable'],
  [Unsupported, 'unsupported'],
];

/**
 * `receipt`: its text, or its bytes; `vkeys`: the keys that are trusted; `entryId`: the entry that it has to be of,
 * where that is given. The verdict is `verified`, with what the receipt proves, or `refuted`, `unreadable` or
 * `unsupported`, with the reason; `isOfKey`: it is one of the keys that is unreadable.
 */
async function verifyReceipt(receipt, vkeys, entryId) {
  try {
    return { verdict: 'verified', ...(await verified(receipt, vkeys, entryId)) };
  } catch (error) {
    const [, verdict] = VERDICTS.find(([kind]) => error instanceof kind) ?? [];
    if (verdict === undefined) throw error;
    return { verdict, reason: error.message, isOfKey: error instanceof UnreadableKey };
  }
}

const TONES = { verified: 'good', refuted: 'bad', unreadable: 'bad', unsupported: 'waiting' };

/** The texts stand on the page, so that they can be translated: `data-verified`, `data-refuted` and so on. */
async function say(box) {
  const { dataset } = box;
  const receipt = document.getElementById(dataset.receipt).value;
  const vkeys = document
    .getElementById(dataset.vkeys)
    .value.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const found = await verifyReceipt(receipt, vkeys, dataset.entry);
  box.className = `notice ${TONES[found.verdict]}`;
  const values = { index: found.index, origin: found.origin, size: found.size, reason: found.reason };
  box.textContent = dataset[found.isOfKey ? 'unreadableKey' : found.verdict].replaceAll(/\{(\w+)\}/g, (_, name) =>
    String(values[name]),
  );
}

globalThis.porticoVerifier = { verifyReceipt };
for (const box of globalThis.document?.querySelectorAll('[data-receipt]') ?? []) {
  void say(box);
  for (const id of [box.dataset.receipt, box.dataset.vkeys])
    document.getElementById(id).addEventListener('input', () => say(box));
}
