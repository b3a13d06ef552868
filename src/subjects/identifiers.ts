import type { Person } from '../consent/person';

/** What a person can be found by, besides ids. */
export type IdentifierKind = 'mobile' | 'email' | 'pan' | 'vua';

export interface Identifier {
  readonly kind: IdentifierKind;
  /** In one spelling: an address in lower case, a PAN in capitals. */
  readonly value: string;
}

/** As consents are requested with, and as people write it: with the country's code or a 0, in groups. */
const MOBILE = /^(?:\+91|0091|91|0)?(\d{10})$/;
const BETWEEN_DIGITS = /[\s().-]/g;
const PAN = /^[A-Z]{5}\d{4}[A-Z]$/;
const EMAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/;
const HANDLE = '@onemoney';
const ID = /^[A-Za-z0-9_-]{1,64}$/;

function mobileIn(given: string): string | null {
  if (given.length > 40 || !/^[+\d(]/.test(given)) return null;
  return MOBILE.exec(given.replace(BETWEEN_DIGITS, ''))?.[1] ?? null;
}

/** What a text from a person's request is; null: nothing that people are found by. */
export function identifierIn(text: string): Identifier | null {
  const given = text.trim();
  const [mobile, pan, lower] = [mobileIn(given), given.replace(/\s/g, '').toUpperCase(), given.toLowerCase()];
  if (mobile !== null) return { kind: 'mobile', value: mobile };
  if (pan.length === 10 && PAN.test(pan)) return { kind: 'pan', value: pan };
  if (lower.endsWith(HANDLE)) {
    const local = lower.slice(0, -HANDLE.length);
    const value = mobileIn(local) ?? local;
    return /^[^\s]{1,200}$/.test(value) ? { kind: 'vua', value: `${value}${HANDLE}` } : null;
  }
  return EMAIL.test(given) ? { kind: 'email', value: lower } : null;
}

/** What is looked for by a text: a person, or an id of Portico's or a vendor's; null: it can be neither. */
export function soughtIn(text: string): Identifier | { readonly kind: 'id'; readonly value: string } | null {
  const given = text.trim();
  return identifierIn(given) ?? (ID.test(given) ? { kind: 'id', value: given } : null);
}

/** All that the person of a consent can be found by. The part before `@onemoney` is a mobile number or an address. */
export function identifiersOf({ vua, partyIdentifierValue, pan }: Person): Identifier[] {
  const texts = [vua, vua.replace(/@onemoney$/i, ''), partyIdentifierValue, ...(pan === null ? [] : [pan])];
  const found = texts.flatMap((text) => identifierIn(text) ?? []);
  return [...new Map(found.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}
