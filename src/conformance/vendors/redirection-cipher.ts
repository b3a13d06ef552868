import { webcrypto } from 'node:crypto';

/** Sahamati's "AA redirection guidelines" with another library than the sandbox's: implemented twice, independently. */
const { subtle } = webcrypto;
const SECRET = 'sandbox-shared-secret-0001';

async function keyOf(date: string, secret: string): Promise<webcrypto.CryptoKey> {
  const password = await subtle.importKey('raw', new TextEncoder().encode(secret), 'PBKDF2', false, ['deriveKey']);
  return subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: new TextEncoder().encode(date), iterations: 65_536 },
    password,
    { name: 'AES-CBC', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

const iv = new Uint8Array(16);

export async function encipher(text: string, date: string, secret = SECRET): Promise<string> {
  const bytes = await subtle.encrypt(
    { name: 'AES-CBC', iv },
    await keyOf(date, secret),
    new TextEncoder().encode(text),
  );
  return Buffer.from(bytes).toString('base64url');
}

/** Throws if it cannot be decrypted. */
export async function decipher(text: string, date: string, secret = SECRET): Promise<URLSearchParams> {
  const bytes = await subtle.decrypt(
    { name: 'AES-CBC', iv },
    await keyOf(date, secret),
    Buffer.from(text, 'base64url'),
  );
  return new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/** XOR, letter by letter; its own inverse except for the base64. */
export const encryptedEntity = (fi: string, date: string): string =>
  [...atob(fi.replaceAll('-', '+').replaceAll('_', '/'))]
    .map((letter, at) => String.fromCharCode(letter.charCodeAt(0) ^ date.charCodeAt(at % date.length)))
    .join('');
export const fiFor = (entity: string, date: string): string => btoa(encryptedEntity(btoa(entity), date));

const two = (number: number): string => String(number).padStart(2, '0');

/** Seconds are left at 00: readers may compare the minute only. */
export function dateOf(instant: Date): string {
  const day = `${two(instant.getUTCDate())}${two(instant.getUTCMonth() + 1)}${instant.getUTCFullYear()}`;
  return `${day}${two(instant.getUTCHours())}${two(instant.getUTCMinutes())}000`;
}

/** A link as another program that knows the secret writes it. */
export async function linkWith(
  text: string,
  { date = dateOf(new Date()), entity = 'sandbox-fiu', secret = SECRET } = {},
): Promise<string> {
  const ecreq = await encipher(text, date, secret);
  return `/aa/v2/?${new URLSearchParams({ reqdate: date, fi: fiFor(entity, date), ecreq })}`;
}

/** Where a browser was redirected to, and the parameters it carried. */
export interface Returned {
  /** The address without the three parameters. */
  readonly to: string;
  readonly aa: string;
  readonly answer: Readonly<Record<string, string>>;
}

/** Splits a return address; throws unless `ecres`, `resdate` and `fi` are its last parameters, in this order. */
export async function returned(location: string | null): Promise<Returned> {
  const found = /^(.*)[?&]ecres=([^&]+)&resdate=(\d{15})&fi=([^&]+)$/.exec(location ?? '');
  if (!found) throw new Error(`not a return address: ${location?.split('?', 1)[0]}`);
  const [, to, ecres, resdate, fi] = found.map((part) => part) as [string, string, string, string, string];
  return {
    to,
    aa: encryptedEntity(decodeURIComponent(fi), resdate),
    answer: Object.fromEntries(await decipher(decodeURIComponent(ecres), resdate)),
  };
}
