import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { privateKeyOf } from '../../tlog/checkpoint/signed-note';

/** An Ed25519 public key as a JSON Web Key (RFC 8037). */
export interface ReturnJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The raw 32 bytes, base64url. */
  readonly x: string;
  /** The key's thumbprint (RFC 7638). */
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** `x`: the raw public key, base64url. */
export function jwkOf(x: string): ReturnJwk {
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' };
}

/** An Ed25519 key with which returns are signed. */
export interface ReturnKey {
  readonly privateKey: KeyObject;
  readonly jwk: ReturnJwk;
}

/** From its 32 byte seed. */
export function returnKeyOf(seed: Buffer): ReturnKey {
  const privateKey = privateKeyOf(seed);
  return { privateKey, jwk: jwkOf(createPublicKey(privateKey).export({ format: 'jwk' }).x!) };
}
