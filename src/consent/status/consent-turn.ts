import type { AuditStep } from '../../audit/history/audit-history.service';
import type { FailedLinkFacts, RequestFacts, StandFacts, Awaiting, VisitFacts } from '../../journeys/journey-facts';
import type { ConsentStatus } from '../consent-status';
import type { Consent } from '../consent.entity';

/**
 * Milliseconds that a link to the Account Aggregator is assumed to be valid: the lower end of "typically 15 to 30
 * minutes". FinPro does not say.
 */
export const LINK_LIFE_MS = 900_000;

/** Whose move it is, by the status of the consent; null while there is no consent. */
const TURNS: Readonly<Record<ConsentStatus, Awaiting | null>> = {
  REQUESTED: null,
  UNKNOWN: null,
  REFUSED: null,
  PENDING: 'USER',
  ACTIVE: 'DONE',
  PAUSED: 'PAUSED',
  REJECTED: 'DECLINED',
  REVOKED: 'ENDED',
  EXPIRED: 'ENDED',
  UNRECOGNISED: 'UNRECOGNISED',
};

/** Whether an audit row of the person is about this consent. */
export function isAbout({ journeyId, consentHandle }: Consent, { detail }: AuditStep): boolean {
  const named = [
    detail.journey_id,
    ...listOf(detail.journey_ids),
    detail.consent_handle,
    ...listOf(detail.consent_handles),
    detail.reference,
  ];
  return named.includes(journeyId) || (consentHandle !== null && named.includes(consentHandle));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function requestOf({ status, attemptedAt }: Consent, steps: readonly AuditStep[]): RequestFacts {
  if (TURNS[status] !== null) return { outcome: 'SUCCEEDED', fault: null, at: attemptedAt };
  const last = steps.findLast(({ action, phase }) => action === 'consent.request' && phase === 'OUTCOME');
  return {
    outcome: outcomeOf(status, last),
    fault: typeof last?.detail.fault === 'string' ? last.detail.fault : null,
    at: attemptedAt,
  };
}

/** A request without a consent: FinPro refused it, or it did not arrive. */
function outcomeOf(status: Consent['status'], last: AuditStep | undefined): RequestFacts['outcome'] {
  if (status === 'REFUSED') return last?.result === 'FAILED' ? 'FAILED' : 'REFUSED';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'OPEN';
}

export function standOf({ status, statusChangedAt }: Consent): StandFacts | null {
  const turn = TURNS[status];
  return turn && { turn, since: statusChangedAt };
}

/** The latest of FinPro's links that was handed out, as a visit at the Account Aggregator. */
export function visitOf({ statusConfirmedAt }: Consent, steps: readonly AuditStep[]): VisitFacts | null {
  const request = steps.find(({ action, phase }) => action === 'consent.request' && phase === 'INTENT');
  const issued = steps.findLast(
    ({ action, result }) =>
      result === 'SUCCEEDED' &&
      (action === 'consent.link.create' || (action === 'consent.request' && request?.detail.link !== 'durable')),
  );
  if (!issued) return null;
  const intent = steps.find(({ entryId }) => entryId === issued.intentId);
  const arrival = steps.findLast(
    ({ action, result, occurredAt }) =>
      action === 'consent.return' && result === 'SUCCEEDED' && occurredAt >= issued.occurredAt,
  );
  const said = arrival?.detail.said;
  return {
    issuedAt: issued.occurredAt,
    expiresAt: new Date(issued.occurredAt.getTime() + LINK_LIFE_MS),
    wasClicked: intent?.detail.durable_link_id !== undefined,
    returnedAt: arrival?.occurredAt ?? null,
    said: said === 'FAILED' || said === 'ABANDONED' ? said : null,
    isConfirmed: arrival?.detail.is_confirmed !== false || statusConfirmedAt > arrival.occurredAt,
  };
}

/** The last request for a link, when it failed. */
export function failedLinkOf(steps: readonly AuditStep[]): FailedLinkFacts | null {
  const last = steps.findLast(({ action, phase }) => action === 'consent.link.create' && phase === 'OUTCOME');
  if (!last || last.result === 'SUCCEEDED') return null;
  return {
    outcome: last.result ?? 'UNKNOWN',
    fault: typeof last.detail.fault === 'string' ? last.detail.fault : null,
    at: last.occurredAt,
  };
}
