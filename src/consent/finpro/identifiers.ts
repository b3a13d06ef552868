import { Fault, fieldFault } from '../../errors';
import { PAN_FORM } from './text-rules';

/** The identifier types by which a person can be named (request-v3 page). */
export const PARTY_TYPES = ['MOBILE', 'EMAIL', 'PAN'] as const;
/** The list-v3 page has more types; no consent is requested with them. */
export const LISTED_PARTY_TYPES = [...PARTY_TYPES, 'AADHAR', 'DOB', 'GSTIN'] as const;

export type PartyType = (typeof PARTY_TYPES)[number];

export const AA_HANDLE = '@onemoney';

const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/;
const FORMS: Readonly<Record<PartyType, { test(text: string): boolean }>> = {
  MOBILE: /^[0-9]{10}$/,
  EMAIL,
  PAN: PAN_FORM,
};
const LOCAL_PART = /^(?:[0-9]{10}|[A-Za-z0-9._%+-]{1,64}(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})?)$/;

/**
 * Checks that the VUA belongs to the person: the handle is case-sensitive, and the part before it is the mobile number
 * or address. A PAN has no VUA of its own.
 */
export function assertVua(vua: string, type: PartyType, value: string): void {
  const local = vua.slice(0, -AA_HANDLE.length);
  const isVua = vua.endsWith(AA_HANDLE) && LOCAL_PART.test(local);
  if (!isVua || (type !== 'PAN' && local !== value))
    throw fieldFault('/vua', type === 'PAN' ? 'vua_malformed' : 'vua_mismatch');
}

/** Throws Fault `invalid-party-identifier`. */
export function assertPartyIdentifier(type: PartyType, value: string): void {
  if (!FORMS[type].test(value))
    throw new Fault('invalid-party-identifier', {
      detail: `partyIdentifierValue does not match partyIdentifierType ${type}`,
    });
}

/** A party that is named by its PAN must not give a different PAN. */
export function assertPan(pan: string | null, type: PartyType, value: string): void {
  if (pan !== null && type === 'PAN' && pan !== value) throw fieldFault('/pan', 'pan_mismatch');
}
