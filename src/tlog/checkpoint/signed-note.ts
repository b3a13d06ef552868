import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Signature type of Ed25519 over the note's text. */
const ED25519 = Buffer.of(1);
/** DER prefixes of a raw Ed25519 key (RFC 8410): PKCS #8 for a private one, SPKI for a public one. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_NAME = /^[^\s+]+$/u;
const SIGNATURE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** The public half of a key that signs notes (https://c2sp.org/signed-note). */
export interface NoteKey {
  readonly name: string;
  /** Four bytes that distinguish keys of the same name. */
  readonly id: Buffer;
  /** Ed25519, raw 32 bytes. */
  readonly publicKey: Buffer;
}

/** `<name>+<id in hex>+<base64 of type and public key>`. */
export function vkeyOf({ name, id, publicKey }: NoteKey): string {
  return `${name}+${id.toString('hex')}+${Buffer.concat([ED25519, publicKey]).toString('base64')}`;
}

/** The reverse of vkeyOf; nothing is verified but the form. Throws an error. */
export function readVkey(vkey: string): NoteKey {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(vkey) ?? [];
  if (!name || !id || !encoded) throw new Error('not a verifier key');
  return { name, id: Buffer.from(id, 'hex'), publicKey: Buffer.from(encoded, 'base64').subarray(ED25519.length) };
}

function noteKey(name: string, publicKey: Buffer): NoteKey {
  if (!KEY_NAME.test(name)) throw new Error('the name of a note key must not be empty, and has no blanks and no plus');
  return {
    name,
    id: createHash('sha256').update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4),
    publicKey,
  };
}

/** `seed`: the 32 bytes of an Ed25519 private key (RFC 8032, 5.1.5). */
export const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** Signs notes with one Ed25519 key. */
export class NoteSigner {
  readonly key: NoteKey;
  private readonly privateKey: KeyObject;

  /** `seed`: the 32 bytes of an Ed25519 private key (RFC 8032, 5.1.5). */
  constructor(name: string, seed: Buffer) {
    this.privateKey = privateKeyOf(seed);
    this.key = noteKey(
      name,
      createPublicKey(this.privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length),
    );
  }

  /** Makes the note: the text, which ends in a line feed, an empty line, and the signature line. */
  sign(text: string): string {
    const signature = Buffer.concat([this.key.id, sign(null, Buffer.from(text), this.privateKey)]);
    return `${text}\n\u2014 ${this.key.name} ${signature.toString('base64')}\n`;
  }
}

/** A parsed note; nothing in it is verified. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Buffer; readonly signature: Buffer }[];
}

/** Throws an error when the text is not a note. */
export function parseNote(note: string): Note {
  const at = note.lastIndexOf('\n\n');
  const lines = note.slice(at + 2).split('\n');
  if (at < 0 || lines.pop() !== '' || lines.length === 0)
    throw new Error('not a signed note: no text, empty line and signature lines');
  const signatures = lines.map((line) => {
    const [, name, encoded] = SIGNATURE.exec(line) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (!name || bytes.length < 5) throw new Error('not a signed note: a malformed signature line');
    return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** Whether the key signed the note; null when no signature has this key's name and id. */
export function isNoteSignedBy({ text, signatures }: Note, { name, id, publicKey }: NoteKey): boolean | null {
  const own = signatures.filter((signature) => signature.name === name && signature.id.equals(id));
  if (own.length === 0) return null;
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return own.every(({ signature }) => verify(null, Buffer.from(text), key, signature));
}
