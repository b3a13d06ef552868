import { createHmac, hkdfSync } from 'node:crypto';
import { decrypt, encrypt, open, seal } from '../sealed';

/** First byte of a sealed value that names its key; of one that does not, the layout of sealed.ts. */
const NAMED = 2;
const ID_BYTES = 4;
const KEY_BYTES = 32;

/** The purpose that a value is sealed for: its context up to the colon. */
const purposeOf = (context: string): string => context.split(':', 1)[0]!;

/** The id of the key that a sealed value names, 8 hexadecimal digits; null: a value of before, which names none. */
export function keyIdOf(sealed: Buffer): string | null {
  return sealed[0] === NAMED ? sealed.subarray(1, 1 + ID_BYTES).toString('hex') : null;
}

/** One key of the ring: 32 bytes, used only to derive a key for each purpose (HKDF-SHA256, RFC 5869, no salt). */
export class DataKey {
  /** 8 hexadecimal digits, derived from the key: tells keys apart and reveals nothing of them. */
  readonly id: string;
  /** The first bytes of what this key sealed. */
  private readonly head: Buffer;
  private readonly derived = new Map<string, Buffer>();

  constructor(private readonly bytes: Buffer) {
    const id = this.derive('key id').subarray(0, ID_BYTES);
    this.id = id.toString('hex');
    this.head = Buffer.of(NAMED, ...id);
  }

  /** The key of a purpose, 32 bytes. */
  derive(purpose: string): Buffer {
    const found = this.derived.get(purpose);
    if (found) return found;
    const key = Buffer.from(hkdfSync('sha256', this.bytes, '', `portico ${purpose}`, KEY_BYTES));
    this.derived.set(purpose, key);
    return key;
  }

  /** Layout: version 2 in 1 byte, key id 4; then as in sealed.ts: nonce 12, tag 16, ciphertext. */
  seal(context: string, plain: Buffer | string): Buffer {
    return encrypt(this.head, this.derive(`seal ${purposeOf(context)}`), context, plain);
  }

  /** Throws when key, context or a bit differs. */
  open(context: string, sealed: Buffer): Buffer {
    return decrypt(this.derive(`seal ${purposeOf(context)}`), context, sealed.subarray(this.head.length));
  }

  /** As the version before sealed: under the key itself, without its id. */
  sealUnnamed(context: string, plain: Buffer | string): Buffer {
    return seal(this.bytes, context, plain);
  }

  openUnnamed(context: string, sealed: Buffer): Buffer {
    return open(this.bytes, context, sealed);
  }

  /** HMAC-SHA256 under the key itself, as the version before made fingerprints. */
  hmacUnnamed(text: string): Buffer {
    return createHmac('sha256', this.bytes).update(text).digest();
  }
}
