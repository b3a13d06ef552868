/** `ada@acme.example` becomes `a***@***`: enough to recognise a typing mistake, too little to identify a person. */
export function maskEmail(email: string): string {
  return `${firstOf(email, 1)}***@***`;
}

/** `9876543210` becomes `XXXXXX3210`. */
export function maskMobile(mobile: string): string {
  const hidden = mobile.length > LAST_SHOWN ? mobile.length - LAST_SHOWN : mobile.length;
  return `${'X'.repeat(hidden)}${mobile.slice(hidden)}`;
}

/** `ABCDE1234F` becomes `XXXXXX234F`. */
export function maskPan(pan: string): string {
  return maskMobile(pan);
}

/** Masks the part before the last `@`; the Account Aggregator's handle is kept. */
export function maskVua(vua: string): string {
  const at = vua.lastIndexOf('@');
  const [local, handle] = at < 0 ? [vua, ''] : [vua.slice(0, at), vua.slice(at)];
  return `${/^\d+$/.test(local) ? maskMobile(local) : maskEmail(local)}${handle}`;
}

/** Where a browser comes back to: neither the one-time value of Portico's address nor a query of the consumer's. */
export function maskReturn(address: string): string {
  return address.replace(/(\/return\/[a-z]+\/)[^?#]*/, '$1***').replace(/[?#].*$/s, '?***');
}

/** A page of the consumer's: its site alone, since a path may name a person. */
export const maskPage = (address: string): string => `${new URL(address).origin}/***`;

const LAST_SHOWN = 4;

/** Counts whole characters: half of a surrogate pair could not be stored anywhere. */
const firstOf = (text: string, most: number): string => [...text].slice(0, most).join('');

/** Matched at the beginning of a word only: otherwise each character of a long word would be a possible beginning. */
const EMAIL = /(?<![^\s"'<>(),:;])[^\s"'<>(),:;]+@[^\s"'<>(),:;]+/g;
/** Anything that could be a secret, a token or a signature. */
const LONG_WORD = /[A-Za-z0-9+/=_.~%-]{24,}/g;
/** Mobile and account numbers, and PANs. */
const NUMBER = /\d{6,}|\b[A-Za-z]{5}\d{4}[A-Za-z]\b/g;
const CONTROL = /[\p{C}]/gu;
/** The most characters of a text that are examined. */
const MAX_LENGTH = 4096;

/**
 * Makes a vendor's text safe to show: no control characters, addresses, long numbers or possible tokens, at most 200
 * characters; null if it contains one of `secrets`. Cut at a word's end: half an address or number is never shown.
 */
export function untrustedText(text: string, secrets: readonly string[] = []): string | null {
  if (secrets.some((secret) => secret !== '' && text.includes(secret))) return null;
  const shown = firstOf(
    beginningOf(text)
      .replace(CONTROL, ' ')
      .replace(EMAIL, '***')
      .replace(LONG_WORD, '***')
      .replace(NUMBER, '***')
      .trim(),
    200,
  );
  return shown === '' ? null : shown;
}

const beginningOf = (text: string): string =>
  text.length <= MAX_LENGTH ? text : text.slice(0, Math.max(0, text.lastIndexOf(' ', MAX_LENGTH)));
