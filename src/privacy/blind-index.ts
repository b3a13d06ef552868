import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/**
 * What stands in the database for a value that must be found again and not be readable: HMAC-SHA256 under a key of its
 * own, derived from `dataKey` by HKDF (RFC 5869). `purpose` keeps equal values of different kinds apart.
 */
export function blindIndex(dataKey: Buffer, purpose: string, value: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'portico blind index', KEY_BYTES));
  return createHmac('sha256', key).update(`${purpose}\n${value}`).digest();
}
