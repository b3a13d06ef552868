/** `ada@acme.example` becomes `a***@***`: enough to recognise a typing mistake, too little to find a person. */
export function maskEmail(email: string): string {
  return `${firstOf(email, 1)}***@***`;
}

/** Whole characters: half of one could be stored nowhere. */
const firstOf = (text: string, most: number): string => [...text].slice(0, most).join('');

const EMAIL = /[^\s"'<>(),:;]+@[^\s"'<>(),:;]+/g;
/** Anything a secret, a token or a signature could be. */
const LONG_WORD = /[A-Za-z0-9+/=_.~%-]{24,}/g;
const CONTROL = /[\p{C}]/gu;

/**
 * A vendor's free text, made fit to be shown: no control characters, no addresses, nothing long enough to be a token, at
 * most 200 characters. The whole text goes when it holds one of `secrets`.
 */
export function untrustedText(text: string, secrets: readonly string[] = []): string | null {
  if (secrets.some((secret) => secret !== '' && text.includes(secret))) return null;
  const shown = firstOf(text.replace(CONTROL, ' ').replace(EMAIL, '***').replace(LONG_WORD, '***').trim(), 200);
  return shown === '' ? null : shown;
}
