import type { SubjectKey } from '../privacy/subject-keys';
import type { Consent, NewConsent } from './consent.entity';

/** The person who gives the consent. Personal data: stored sealed, and returned masked. */
export interface Person {
  readonly vua: string;
  readonly partyIdentifierType: string;
  readonly partyIdentifierValue: string;
  readonly pan: string | null;
}

/** Values that the consumer chose, and that may therefore be personal: they are stored sealed, too. */
export interface Chosen {
  readonly accountId: string;
  readonly redirectUrl: string | null;
}

type Sealed = Pick<
  Consent,
  'partyIdentifierSealed' | 'vuaSealed' | 'panSealed' | 'accountSealed' | 'redirectUrlSealed'
>;

const sealContextOf = (journeyId: string, column: string): string => `consents.${column} ${journeyId}`;

/** The sealed columns in the row of a journey. */
export function sealConsent(
  key: SubjectKey,
  journeyId: string,
  { vua, partyIdentifierValue, pan }: Person,
  { accountId, redirectUrl }: Chosen,
): Sealed {
  return {
    partyIdentifierSealed: key.seal(sealContextOf(journeyId, 'party_identifier'), partyIdentifierValue),
    vuaSealed: key.seal(sealContextOf(journeyId, 'vua'), vua),
    panSealed: pan === null ? null : key.seal(sealContextOf(journeyId, 'pan'), pan),
    accountSealed: key.seal(sealContextOf(journeyId, 'account_id'), accountId),
    redirectUrlSealed: redirectUrl === null ? null : key.seal(sealContextOf(journeyId, 'redirect_url'), redirectUrl),
  };
}

/** The index by which a retry without an Idempotency-Key is recognised. */
export const repeatIndexOf = (key: SubjectKey, productId: string, accountId: string): Buffer =>
  key.indexOf('consents.repeat', `${productId}\n${accountId}`);

/** What a person is opened from. */
export type SealedPerson = Pick<
  NewConsent,
  'journeyId' | 'partyIdentifierType' | 'partyIdentifierSealed' | 'vuaSealed' | 'panSealed'
>;

export function openPerson(
  key: SubjectKey,
  { journeyId, partyIdentifierType, partyIdentifierSealed, vuaSealed, panSealed }: SealedPerson,
): Person {
  return {
    vua: key.open(sealContextOf(journeyId, 'vua'), vuaSealed),
    partyIdentifierType,
    partyIdentifierValue: key.open(sealContextOf(journeyId, 'party_identifier'), partyIdentifierSealed),
    pan: panSealed && key.open(sealContextOf(journeyId, 'pan'), panSealed),
  };
}

/** `accountId` is empty while a value from before migration 0015 waits to be sealed. */
export function openChosen(key: SubjectKey, { journeyId, accountSealed, redirectUrlSealed }: NewConsent): Chosen {
  return {
    accountId: accountSealed ? key.open(sealContextOf(journeyId, 'account_id'), accountSealed) : '',
    redirectUrl: redirectUrlSealed && key.open(sealContextOf(journeyId, 'redirect_url'), redirectUrlSealed),
  };
}
