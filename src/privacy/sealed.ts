import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomBytesOf } from './random-bytes';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const HEAD = Buffer.of(VERSION);

/**
 * Encrypts under a 32-byte key with AES-256-GCM (NIST SP 800-38D). `context`, what the value is and whose, is
 * authenticated: no value can be moved to another row or column. Layout: version 1 byte, nonce 12, tag 16, ciphertext.
 */
export function seal(key: Buffer, context: string, plain: Buffer | string): Buffer {
  return encrypt(HEAD, key, context, plain);
}

/** The reverse of seal. Throws when key, context or a bit differs, or bytes are missing: a short tag can be guessed. */
export function open(key: Buffer, context: string, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION) throw new Error('the sealed value has an unknown version');
  return decrypt(key, context, sealed.subarray(HEAD.length));
}

/** What `head` says, then nonce, tag and ciphertext. */
export function encrypt(head: Buffer, key: Buffer, context: string, plain: Buffer | string): Buffer {
  const nonce = randomBytesOf(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
  const text = cipher.update(plain);
  // Ends the tag; GCM has no padding, so nothing is left to encrypt.
  cipher.final();
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text]);
}

/** The reverse of encrypt, without the head. Throws when anything differs. */
export function decrypt(key: Buffer, context: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  // Throws unless the tag is right.
  decipher.final();
  return plain;
}
