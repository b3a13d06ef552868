import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;
/** By the data key: deriving one takes longer than the HMAC. */
const KEYS = new WeakMap<Buffer, Buffer>();

/** Makes a value findable, not readable: HMAC-SHA256, key from `dataKey` by HKDF (RFC 5869); differs by `purpose`. */
export function blindIndex(dataKey: Buffer, purpose: string, value: string): Buffer {
  const key = KEYS.get(dataKey) ?? Buffer.from(hkdfSync('sha256', dataKey, '', 'portico blind index', KEY_BYTES));
  KEYS.set(dataKey, key);
  return createHmac('sha256', key).update(`${purpose}\n${value}`).digest();
}
