import { FinproError } from './errors';
import { invalid } from './consents/fields';
import { AA_HANDLE } from './organisations';

export const PARTY_TYPES = ['MOBILE', 'EMAIL', 'PAN'] as const;
/** Lists of the third version have more kinds; no consent of the sandbox has those. */
export const LISTED_PARTY_TYPES = [...PARTY_TYPES, 'AADHAR', 'DOB', 'GSTIN'] as const;
export type PartyType = (typeof PARTY_TYPES)[number];

const PAN = /^[A-Z]{5}[0-9]{4}[A-Z]{1}$/;
const FORMS: Readonly<Record<PartyType, RegExp>> = {
  MOBILE: /^[0-9]{10}$/,
  EMAIL: /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/,
  PAN,
};
const VUA = /^(?:[0-9]{10}|[A-Za-z0-9._%+-]{1,64}(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})?)@onemoney$/;

/** The VUA without its handle. */
export const localPart = (vua: string): string => vua.slice(0, vua.lastIndexOf('@'));

/** The handle is case-sensitive; a PAN has no VUA of its own, so any customer's VUA is valid with it. */
export function assertVua(vua: string, type: PartyType, value: string): void {
  const isTheirs = type === 'PAN' || localPart(vua) === value;
  if (!VUA.test(vua) || !isTheirs)
    throw invalid(`vua must be ${type === 'PAN' ? '<mobile or email>' : value}${AA_HANDLE}`);
}

export function assertPartyIdentifier(type: string, value: string): void {
  if (FORMS[type as PartyType]?.test(value) === false)
    throw new FinproError('InvalidPartyIdentifier', `partyIdentifierValue does not match partyIdentifierType ${type}`);
}

export function assertPan(pan: string | null): void {
  if (pan !== null && !PAN.test(pan)) throw invalid('pan must be 5 capital letters, 4 digits and a capital letter');
}

export function assertMobile(mobile: string): void {
  if (!FORMS.MOBILE.test(mobile)) throw invalid('mobileNumber must be 10 digits');
}
