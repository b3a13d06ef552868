import type { ConfirmedBy } from '../../http/provenance/provenance';
import type { ConsentStatus, VisitOutcome } from '../consent-status';

/** The state of a journey, as its consumer sees it. */
export const JOURNEY_STATES = [
  'REQUESTED',
  'UNKNOWN',
  'REFUSED',
  'PENDING',
  'APPROVED',
  'REJECTED',
  'FAILED',
  'ABANDONED',
  'PAUSED',
  'REVOKED',
  'EXPIRED',
  'UNRECOGNISED',
] as const;

export type JourneyState = (typeof JOURNEY_STATES)[number];

interface Standing {
  readonly status: ConsentStatus;
  readonly statusConfirmedAt: Date;
  readonly statusConfirmedBy: ConfirmedBy;
  readonly statusStaleAfter: Date | null;
  readonly visitOutcome: VisitOutcome | null;
  readonly visitedAt: Date | null;
}

/** The browser's return counts only while PENDING and for a failed visit: FinPro confirms approvals and rejections. */
export function journeyStateOf({ status, visitOutcome }: Pick<Standing, 'status' | 'visitOutcome'>): JourneyState {
  if (status === 'ACTIVE') return 'APPROVED';
  if (status === 'PENDING' && (visitOutcome === 'FAILED' || visitOutcome === 'ABANDONED')) return visitOutcome;
  return status;
}

/** What the state was confirmed by, since when, and until when it may be relied on. */
export function confirmationOf(standing: Standing): {
  confirmedBy: ConfirmedBy | null;
  asOf: Date;
  staleAfter: Date | null;
} {
  const state = journeyStateOf(standing);
  const { statusConfirmedAt: asOf, statusConfirmedBy, statusStaleAfter: staleAfter } = standing;
  if ((state === 'FAILED' || state === 'ABANDONED') && standing.visitedAt)
    return { confirmedBy: 'REDIRECT_HINT', asOf: standing.visitedAt, staleAfter };
  return {
    confirmedBy: state === 'REQUESTED' || state === 'UNKNOWN' || state === 'REFUSED' ? null : statusConfirmedBy,
    asOf,
    staleAfter,
  };
}

const FRESH_LINK =
  'fetch a fresh link for the same consent_handle with POST /webRedirection/getEncryptedUrl and send the user there.';

const NEXT: Readonly<Record<JourneyState, string>> = {
  REQUESTED: 'Wait for the answer to the request.',
  UNKNOWN:
    "FinPro's answer was lost. Send the same request again, with the same Idempotency-Key if it had one: Portico " +
    'looks first, and asks again only when FinPro has no such consent. When that is answered with ' +
    'outcome-unknown, use a fresh accountID or ask the operator which of the consents at FinPro is meant.',
  REFUSED:
    'There is no consent: GET /v1/journeys/{journey_id} says why. Correct the request, or repeat it if the ' +
    'vendor was in trouble.',
  PENDING: `Send the user to the webRedirectionUrl. If it has expired or was used, ${FRESH_LINK}`,
  APPROVED: 'Nothing is left to do: the consent is active, and consent_id names it for data requests.',
  REJECTED: 'The user rejected the consent. Request another one if the user changes their mind.',
  FAILED:
    'The visit failed, most often because the link had expired or was used; the consent is still pending: ' +
    `${FRESH_LINK}`,
  ABANDONED: `The user left without a decision; the consent is still pending: ${FRESH_LINK}`,
  PAUSED: 'The user paused the consent; it works again once the user resumes it at the Account Aggregator.',
  REVOKED: 'The consent was taken back. Request another one if it is needed.',
  EXPIRED: 'The time of the consent has run out. Request another one if it is needed.',
  UNRECOGNISED: 'FinPro reported a status that Portico does not know: do not use the consent, and read it again later.',
};

export const nextActionOf = (state: JourneyState): string => NEXT[state];
