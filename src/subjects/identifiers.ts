import type { Person } from '../consent/person';

/** What a person can be found by, besides ids. */
export type IdentifierKind = 'mobile' | 'email' | 'pan' | 'vua';

export interface Identifier {
  readonly kind: IdentifierKind;
  /** In one spelling: an address in lower case, a PAN in capitals. */
  readonly value: string;
}

const MOBILE = /^\d{10}$/;
const PAN = /^[A-Z]{5}\d{4}[A-Z]$/;
const EMAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/;
const VUA = /^[^\s]{1,200}@onemoney$/;

/** What a text from a person's request is; null: nothing that people are found by. */
export function identifierIn(text: string): Identifier | null {
  const given = text.trim();
  if (MOBILE.test(given)) return { kind: 'mobile', value: given };
  if (PAN.test(given.toUpperCase())) return { kind: 'pan', value: given.toUpperCase() };
  if (VUA.test(given.toLowerCase())) return { kind: 'vua', value: given.toLowerCase() };
  return EMAIL.test(given) ? { kind: 'email', value: given.toLowerCase() } : null;
}

/** All that the person of a consent can be found by. The part before `@onemoney` is a mobile number or an address. */
export function identifiersOf({ vua, partyIdentifierValue, pan }: Person): Identifier[] {
  const texts = [vua, vua.replace(/@onemoney$/i, ''), partyIdentifierValue, ...(pan === null ? [] : [pan])];
  const found = texts.flatMap((text) => identifierIn(text) ?? []);
  return [...new Map(found.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}
