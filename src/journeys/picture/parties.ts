import type { Owner } from '../diagnosis';

/** Those who act in a journey, as the columns of its picture from left to right. */
export const PARTIES = ['CONSUMER', 'PORTICO', 'VENDOR', 'USER'] as const satisfies readonly Owner[];

export type Party = (typeof PARTIES)[number];

export const PARTY_NAMES: Readonly<Record<Party, string>> = {
  CONSUMER: 'Consumer',
  PORTICO: 'Portico',
  VENDOR: 'Vendor',
  USER: 'User',
};

/** At the beginning of a sentence. */
export const PARTY_SUBJECTS: Readonly<Record<Party, string>> = {
  CONSUMER: 'The consumer',
  PORTICO: 'Portico',
  VENDOR: 'The vendor',
  USER: 'The user',
};

/** Within a sentence. */
export const partyIn = (party: Party): string => PARTY_SUBJECTS[party].replace('The', 'the');
