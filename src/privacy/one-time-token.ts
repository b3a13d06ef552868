import { hash } from 'node:crypto';
import { randomBytesOf } from './random-bytes';

/** A one-time secret: the token is handed out and not stored; only its hash is stored. */
export interface OneTimeToken {
  /** 256 random bits, base64url, 43 characters. */
  readonly token: string;
  readonly hash: Buffer;
}

export function newOneTimeToken(): OneTimeToken {
  const token = randomBytesOf(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** SHA-256 is enough for 256 random bits, which cannot be guessed. */
export function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
