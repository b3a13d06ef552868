import { accountOf, everyAccountOf } from '../../config/vendor';
import type { Caller } from '../../http/request/caller';
import { maskEmail, maskMobile, maskPan, maskReturn, maskVua } from '../../privacy/mask';
import type { Person } from '../person';

/** For whom a call is made; a Consent is one. */
export interface Requester {
  /** The consumer's application; null: none. */
  readonly appIdentifier: string | null;
  /** The account at FinPro whose credentials the call has. */
  readonly vendorAccount: string;
}

/** Of a request that begins a journey: the account to which the consumer belongs now. */
export const requesterOf = ({ applicationId, vendorAccounts }: Caller): Requester => ({
  appIdentifier: applicationId,
  vendorAccount: accountOf(vendorAccounts, 'finpro'),
});

/** A consent to be requested from FinPro. */
export interface AskedConsent extends Person {
  readonly productId: string;
  readonly accountId: string;
  /** Null: every FIP. */
  readonly fipIds: readonly string[] | null;
  /** Where the Account Aggregator sends the browser; null: the address that is set in FinPro's portal. */
  readonly redirectUrl: string | null;
}

/** Milliseconds that a link is assumed to live: the lower end of "typically 15 to 30 minutes". FinPro does not say. */
export const LINK_LIFE_MS = 900_000;

/** A one-time link. `url` is a secret: it is returned to the consumer and used nowhere else. */
export interface FinproLink {
  readonly url: string;
  readonly issuedAt: Date;
  /** Until when an answer with the link is replayed: a link that may have expired is not. */
  readonly expiresAt: Date;
  /** FinPro's release, as FinPro reports it. */
  readonly ver: string;
}

/** FinPro's answer to a request. */
export interface IssuedConsent extends FinproLink {
  readonly handle: string;
}

/** The same, as FinPro answers: it may leave the handle out (request-v3 page names only the link). */
export interface AnsweredConsent extends FinproLink {
  readonly handle: string | null;
}

export interface LinkRequest {
  readonly handles: readonly string[];
  readonly redirectUrl: string | null;
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
}

/** A consent as FinPro lists it. */
export interface ListedConsent {
  readonly consentHandle: string;
  /** Null while pending. */
  readonly consentId: string | null;
  readonly status: string;
  readonly productId: string;
  readonly accountId: string;
  readonly aaId: string | null;
  readonly vua: string | null;
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
  readonly accounts: readonly ListedAccount[];
  /** When FinPro was asked, and when it answered. */
  readonly askedAt: Date;
  readonly confirmedAt: Date;
}

export interface ListedAccount {
  readonly fipName: string | null;
  readonly fipId: string | null;
  readonly accountType: string | null;
  readonly linkReferenceNumber: string | null;
  readonly maskedAccountNumber: string | null;
  readonly fiType: string | null;
}

/** Which consents to list (list-v3 page): by handle, by id, or by party, product and account. */
export type ConsentSelection =
  | { readonly consentHandles: readonly string[] }
  | { readonly consentIds: readonly string[] }
  | {
      readonly partyIdentifierType: string;
      readonly partyIdentifierValue: string;
      readonly productId: string;
      readonly accountId: string;
    };

/** What is asked with the credentials of one account. */
export type AccountSelection = ConsentSelection & { readonly vendorAccount: string };

/** In every account in which the consumer may have consents. */
export const inEveryAccount = ({ vendorAccounts }: Caller, selection: ConsentSelection): AccountSelection[] =>
  everyAccountOf(vendorAccounts, 'finpro').map((vendorAccount) => ({ ...selection, vendorAccount }));

/** What a browser brought back from the Account Aggregator, encrypted. */
export interface EncryptedReturn {
  readonly ecres: string;
  readonly resdate: string;
  readonly fi: string;
}

/** The same, decrypted. It authenticates nothing: the scheme has no MAC. */
export interface DecryptedReturn {
  readonly status: 'S' | 'F';
  readonly errorCode: string;
  readonly handles: readonly string[];
  readonly userId: string;
  readonly transactionId: string | null;
  readonly sessionId: string | null;
  readonly redirect: string | null;
  readonly ver: string;
}

/** Optional fields are left out rather than sent as null. */
const present = <T extends Record<string, string | readonly string[] | null>>(
  fields: T,
): Record<string, string | readonly string[]> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

/** The body of a request for a consent. */
export const consentBody = ({
  vua,
  partyIdentifierType,
  partyIdentifierValue,
  pan,
  productId,
  accountId,
  fipIds,
  redirectUrl,
}: AskedConsent) => ({
  productID: productId,
  vua,
  partyIdentifierType,
  partyIdentifierValue,
  accountID: accountId,
  ...present({ pan, fipID: fipIds, redirectUrl }),
});

/** The body of a request for a fresh link. */
export const linkBody = ({ handles, redirectUrl, fipIds, pan }: LinkRequest) => ({
  consentHandle: handles.length === 1 ? handles[0]! : [...handles],
  ...present({ redirectUrl, fipID: fipIds, pan }),
});

/** Without anything personal; what a consumer chooses itself may be personal, too. */
export function masked<T extends LinkRequest | AskedConsent>(request: T): T {
  const { pan, redirectUrl } = request;
  const shown = {
    ...request,
    pan: pan === null ? null : maskPan(pan),
    redirectUrl: redirectUrl === null ? null : maskReturn(redirectUrl),
  };
  if (!('vua' in request)) return shown;
  const { vua, partyIdentifierType, partyIdentifierValue } = request;
  const maskParty = partyIdentifierType === 'EMAIL' ? maskEmail : maskMobile;
  return { ...shown, vua: maskVua(vua), partyIdentifierValue: maskParty(partyIdentifierValue), accountId: '***' };
}
