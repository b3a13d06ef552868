import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/**
 * What the database stores for a value that must be found again but not be readable: HMAC-SHA256 under a separate key,
 * derived from `dataKey` by HKDF (RFC 5869). `purpose` makes equal values of different kinds differ.
 */
export function blindIndex(dataKey: Buffer, purpose: string, value: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'portico blind index', KEY_BYTES));
  return createHmac('sha256', key).update(`${purpose}\n${value}`).digest();
}
