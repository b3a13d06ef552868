import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomBytesOf } from './random-bytes';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts under a 32-byte key with AES-256-GCM (NIST SP 800-38D). `context`, what the value is and whose, is
 * authenticated: no value can be moved to another row or column. Layout: version 1 byte, nonce 12, tag 16, ciphertext.
 */
export function seal(key: Buffer, context: string, plain: Buffer | string): Buffer {
  const nonce = randomBytesOf(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
}

/** The reverse of seal. Throws when key, context or a bit differs, or bytes are missing: a short tag can be guessed. */
export function open(key: Buffer, context: string, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION) throw new Error('the sealed value has an unknown version');
  const text = 1 + NONCE_BYTES + TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  }).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, text));
  return Buffer.concat([decipher.update(sealed.subarray(text)), decipher.final()]);
}
