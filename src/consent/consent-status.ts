import type { Cadence } from '../journey-registry/refreshed';

/** FinPro's statuses (consent/list-unique-accounts page), and those before FinPro's answer is known. */
export const CONSENT_STATUSES = {
  REQUESTED: { isFinal: false, cadence: 'resting', meaning: 'FinPro is being asked for it.' },
  UNKNOWN: {
    isFinal: false,
    cadence: 'resting',
    meaning: "FinPro's answer was lost; what became of the request is not known.",
  },
  REFUSED: {
    isFinal: true,
    cadence: 'final',
    meaning: 'FinPro refused the request, or it did not reach FinPro; there is no consent.',
  },
  PENDING: {
    isFinal: false,
    cadence: 'resting',
    meaning: 'Requested; the customer has neither approved nor rejected.',
  },
  ACTIVE: { isFinal: false, cadence: 'standing', meaning: 'Approved by the customer; data may be fetched.' },
  PAUSED: { isFinal: false, cadence: 'standing', meaning: 'Paused by the customer at the Account Aggregator.' },
  REJECTED: { isFinal: true, cadence: 'final', meaning: 'Rejected by the customer.' },
  REVOKED: { isFinal: true, cadence: 'final', meaning: 'Taken back, by the customer or through revokeconsent.' },
  EXPIRED: { isFinal: true, cadence: 'final', meaning: 'Its time has run out.' },
  UNRECOGNISED: {
    isFinal: false,
    cadence: 'waiting',
    meaning: 'FinPro reported a status that Portico does not know; the consent is not usable.',
  },
} as const satisfies Record<string, { isFinal: boolean; cadence: Cadence; meaning: string }>;

export type ConsentStatus = keyof typeof CONSENT_STATUSES;

/** Whether the person has given it, and it has not ended. */
export const isInForce = (status: ConsentStatus): boolean => status === 'ACTIVE' || status === 'PAUSED';

/** Changes of status (consent/revoke, webhooks/consent-events pages). A reading may have missed steps in between. */
export const TRANSITIONS = [
  ['REQUESTED', 'FinPro answers', 'PENDING', 'Portico'],
  ['REQUESTED', 'refused', 'REFUSED', 'FinPro'],
  ['REQUESTED', 'the answer is lost', 'UNKNOWN', 'Portico'],
  ['UNKNOWN', 'found in the consent list', 'PENDING', 'Portico'],
  ['UNKNOWN', 'asked again', 'REQUESTED', 'consumer'],
  ['PENDING', 'approve', 'ACTIVE', 'customer'],
  ['PENDING', 'reject', 'REJECTED', 'customer'],
  ['PENDING', 'expire', 'EXPIRED', 'clock'],
  ['ACTIVE', 'pause', 'PAUSED', 'customer'],
  ['PAUSED', 'resume', 'ACTIVE', 'customer'],
  ['ACTIVE', 'revoke', 'REVOKED', 'consumer or customer'],
  ['PAUSED', 'revoke', 'REVOKED', 'consumer or customer'],
  ['ACTIVE', 'expire', 'EXPIRED', 'clock'],
  ['PAUSED', 'expire', 'EXPIRED', 'clock'],
  ['PENDING', 'an unknown word', 'UNRECOGNISED', 'FinPro'],
  ['ACTIVE', 'an unknown word', 'UNRECOGNISED', 'FinPro'],
  ['PAUSED', 'an unknown word', 'UNRECOGNISED', 'FinPro'],
  ...(['PENDING', 'ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED'] as const).map(
    (status) => ['UNRECOGNISED', 'a known word again', status, 'FinPro'] as const,
  ),
] as const satisfies readonly (readonly [from: ConsentStatus, event: string, to: ConsentStatus, who: string])[];

/**
 * The statuses from which `to` can be reached, itself included: a reading of `to` that comes late never overwrites any
 * other status. UNRECOGNISED counts as a status of its own, but not as a step between two known ones.
 */
export function statusesBefore(to: ConsentStatus): readonly ConsentStatus[] {
  const found = new Set<ConsentStatus>([to]);
  for (const status of found) {
    if (status === 'UNRECOGNISED' && to !== status) continue;
    for (const [from, , next] of TRANSITIONS) if (next === status) found.add(from);
  }
  return [...found];
}

export const mayBecome = (from: ConsentStatus, to: ConsentStatus): boolean => statusesBefore(to).includes(from);

/** How soon the status may change; while pending, by whether the user is working on it (the cadence so far). */
export function consentCadenceOf(status: ConsentStatus, soFar: Cadence = 'resting'): Cadence {
  return status === 'PENDING' && soFar === 'active' ? 'active' : CONSENT_STATUSES[status].cadence;
}

const AT_FINPRO: readonly string[] = ['PENDING', 'ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED'];

/** The meaning of FinPro's status, in upper or lower case; an unknown one becomes UNRECOGNISED. */
export function consentStatusOf(received: string): ConsentStatus {
  const upper = received.toUpperCase();
  return AT_FINPRO.includes(upper) ? (upper as ConsentStatus) : 'UNRECOGNISED';
}

/** How a visit at the Account Aggregator ended, by the browser's return (redirection guideline, `errorcode`). */
export type VisitOutcome = 'APPROVED' | 'REJECTED' | 'FAILED' | 'ABANDONED';

const BY_ERROR_CODE: Readonly<Record<string, VisitOutcome>> = {
  0: 'APPROVED',
  1: 'REJECTED',
  2: 'FAILED',
  3: 'FAILED',
};

/** With codes 4 to 9 and unknown ones, the user left, and the consent is still to be decided. */
export function visitOutcomeOf(status: 'S' | 'F', errorCode: string): VisitOutcome {
  if (status === 'S') return 'APPROVED';
  const outcome = Object.hasOwn(BY_ERROR_CODE, errorCode) ? BY_ERROR_CODE[errorCode] : undefined;
  return outcome === undefined || outcome === 'APPROVED' ? 'ABANDONED' : outcome;
}
