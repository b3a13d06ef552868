import { createCipheriv, createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * The web redirection scheme of the Account Aggregators (Sahamati, "AA redirection guidelines"). It has no MAC:
 * successful decryption does not prove authenticity.
 */
const ROUNDS = 65_536;
const KEY_BYTES = 32;
const ZERO_IV = Buffer.alloc(16);

const deriveKey = promisify(pbkdf2);

const MAX_KEYS = 256;
const keys = new Map<string, Promise<Buffer>>();

/**
 * The key for one date: PBKDF2-HMAC-SHA256 over the shared secret, salted with the 15 digits. Deriving it takes tens of
 * milliseconds, off the event loop, so the latest keys are cached.
 */
export async function keyFor(secret: string, date: string): Promise<Buffer> {
  const name = `${date} ${secret}`;
  const key = keys.get(name) ?? deriveKey(secret, date, ROUNDS, KEY_BYTES, 'sha256');
  keys.delete(name);
  keys.set(name, key);
  if (keys.size > MAX_KEYS) keys.delete(keys.keys().next().value!);
  return key;
}

/** `ecreq` or `ecres`: AES-256-CBC, as base64url with padding. `date` is the `reqdate` or `resdate` beside it. */
export async function encrypt(text: string, secret: string, date: string): Promise<string> {
  const cipher = createCipheriv('aes-256-cbc', await keyFor(secret, date), ZERO_IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/**
 * The text of an `ecreq` or `ecres`; null when it cannot be decrypted with this secret and date. Accepts both base64
 * alphabets, with or without padding.
 */
export async function decrypt(encrypted: string, secret: string, date: string): Promise<string | null> {
  const bytes = bytesOf(encrypted);
  if (!bytes || bytes.length === 0 || bytes.length % 16 !== 0 || !isDateForm(date)) return null;
  const decipher = createDecipheriv('aes-256-cbc', await keyFor(secret, date), ZERO_IV);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.concat([decipher.update(bytes), decipher.final()]),
    );
  } catch {
    return null;
  }
}

/** `fi`: the entity id XOR the date, as standard base64. It is no protection. */
export function fiOf(entityId: string, date: string): string {
  return xored(Buffer.from(entityId), date).toString('base64');
}

/**
 * The entity id in a `fi`; null when it is not base64. With another date it gives other letters, so the caller has to
 * compare it.
 */
export function entityIn(fi: string, date: string): string | null {
  const bytes = bytesOf(fi);
  return bytes && bytes.length > 0 && isDateForm(date) ? xored(bytes, date).toString('utf8') : null;
}

function xored(bytes: Buffer, date: string): Buffer {
  const mask = Buffer.from(date);
  return bytes.map((byte, at) => byte ^ mask[at % mask.length]!) as Buffer;
}

/** Either alphabet, padded or not; a space, which a query decoder makes of a plus, is turned back into a plus. */
function bytesOf(base64: string): Buffer | null {
  const text = base64.replaceAll(' ', '+');
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

export const isDateForm = (date: string): boolean => /^[0-9]{15}$/.test(date);

/** `ddMMyyyyHHmmss` and tenths of a second, UTC: valid under both readings of the guideline's "ddmmyyyyhh24misss". */
export function dateForm(instant: Date): string {
  const [year, month, day, hour, minute, second, tenths] = instant.toISOString().match(/\d+/g)! as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return `${day}${month}${year}${hour}${minute}${second}${tenths.charAt(0)}`;
}

/** The minute of a date, the precision on which its writers agree; null when there is no such minute. */
export function minuteOf(date: string): Date | null {
  if (!isDateForm(date)) return null;
  const [day, month, year, hour, minute] = [
    date.slice(0, 2),
    date.slice(2, 4),
    date.slice(4, 8),
    date.slice(8, 10),
    date.slice(10, 12),
  ];
  const found = new Date(`${year}-${month}-${day}T${hour}:${minute}:00.000Z`);
  return Number.isNaN(found.getTime()) || dateForm(found).slice(0, 12) !== date.slice(0, 12) ? null : found;
}

/**
 * A list in each of the known spellings: the key repeated, `a,b`, `{a,b}` or `[a,b]`, quoted or not. Blank and repeated
 * items are left out.
 */
export function listIn(text: URLSearchParams, key: string): readonly string[] {
  const items = text.getAll(key).flatMap((value) =>
    value
      .trim()
      .replace(/^[{[](.*)[}\]]$/s, '$1')
      .split(','),
  );
  return [
    ...new Set(
      items
        .map((item) =>
          item
            .trim()
            .replace(/^(["'])(.*)\1$/s, '$2')
            .trim(),
        )
        .filter((item) => item !== ''),
    ),
  ];
}
