import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;
/** By the data key: deriving one takes longer than the HMAC. */
const KEYS = new WeakMap<Buffer, Buffer>();

/** Makes a value findable, not readable: HMAC-SHA256, key from `dataKey` by HKDF (RFC 5869); differs by `purpose`. */
export function blindIndex(dataKey: Buffer, purpose: string, value: string): Buffer {
  return createHmac('sha256', indexKeyOf(dataKey)).update(`${purpose}\n${value}`).digest();
}

function indexKeyOf(dataKey: Buffer): Buffer {
  const found = KEYS.get(dataKey);
  if (found) return found;
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'portico blind index', KEY_BYTES));
  KEYS.set(dataKey, key);
  return key;
}
