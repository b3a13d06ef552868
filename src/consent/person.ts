import type { SubjectKey } from '../privacy/subject-keys';
import type { Consent } from './entities/consent.entity';

/** Whose consent it is. Personal data: it rests sealed, and leaves masked. */
export interface Person {
  readonly vua: string;
  readonly partyIdentifierType: string;
  readonly partyIdentifierValue: string;
  readonly pan: string | null;
}

type Sealed = Pick<Consent, 'partyIdentifierSealed' | 'vuaSealed' | 'panSealed'>;

const placeOf = (journeyId: string, column: string): string => `consents.${column} ${journeyId}`;

/** The person's columns in the row of a journey. */
export function sealPerson(key: SubjectKey, journeyId: string, { vua, partyIdentifierValue, pan }: Person): Sealed {
  return {
    partyIdentifierSealed: key.seal(placeOf(journeyId, 'party_identifier'), partyIdentifierValue),
    vuaSealed: key.seal(placeOf(journeyId, 'vua'), vua),
    panSealed: pan === null ? null : key.seal(placeOf(journeyId, 'pan'), pan),
  };
}

export function openPerson(key: SubjectKey, { journeyId, partyIdentifierType, partyIdentifierSealed, vuaSealed, panSealed }: Consent): Person {
  return {
    vua: key.open(placeOf(journeyId, 'vua'), vuaSealed),
    partyIdentifierType,
    partyIdentifierValue: key.open(placeOf(journeyId, 'party_identifier'), partyIdentifierSealed),
    pan: panSealed && key.open(placeOf(journeyId, 'pan'), panSealed),
  };
}
