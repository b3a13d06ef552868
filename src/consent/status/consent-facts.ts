import type { AuditStep } from '../../audit/history/audit-history';
import { failedLinkOf, faultOf } from '../../journey-registry/audit-steps';
import type { Awaiting, KnownFacts, RequestFacts, StandFacts, VisitFacts } from '../../journey-registry/journey-facts';
import type { ConsentStatus } from '../consent-status';
import type { Consent } from '../consent.entity';
import { LINK_LIFE_MS } from '../finpro/finpro-consent';

/** Whose move it is, by the status of the consent; null while there is no consent. */
const AWAITING: Readonly<Record<ConsentStatus, Awaiting | null>> = {
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

/** Whose move it is at this status; null: there is no consent yet, or no such status. */
export const consentAwaiting = (status: string): Awaiting | null =>
  Object.hasOwn(AWAITING, status) ? AWAITING[status as ConsentStatus] : null;

/** Whether an audit row of the person is about this consent. */
export function isAbout(
  { journeyId, consentHandle }: Pick<Consent, 'journeyId' | 'consentHandle'>,
  { detail }: Pick<AuditStep, 'detail'>,
): boolean {
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

/** What is known of the consent's journey; `steps` are its own. */
export function consentFactsOf(consent: Consent, steps: readonly AuditStep[]): KnownFacts {
  const visit = visitOf(consent, steps);
  return {
    erasedAt: consent.erasedAt,
    request: requestOf(consent, steps),
    stand: standOf(consent),
    oneTimeLink: visit?.wasClicked ? null : visit,
    visit,
    failedLink: failedLinkOf(steps, 'consent.link.create', consent.requestedAt),
  };
}

function requestOf({ status, attemptedAt }: Consent, steps: readonly AuditStep[]): RequestFacts {
  if (AWAITING[status] !== null) return { outcome: 'SUCCEEDED', fault: null, at: attemptedAt };
  const last = steps.findLast(({ action, phase }) => action === 'consent.request' && phase === 'OUTCOME');
  return { outcome: outcomeOf(status, last), fault: faultOf(last), at: attemptedAt };
}

/** A request without a consent: FinPro refused it, or it did not arrive. */
function outcomeOf(status: Consent['status'], last: AuditStep | undefined): RequestFacts['outcome'] {
  if (status === 'REFUSED') return last?.result === 'FAILED' ? 'FAILED' : 'REFUSED';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'OPEN';
}

function standOf({ status, statusChangedAt }: Consent): StandFacts | null {
  const awaiting = AWAITING[status];
  return awaiting && { awaiting, since: statusChangedAt };
}

/** The latest of FinPro's links that was handed out, as a visit at the Account Aggregator. */
function visitOf({ statusConfirmedAt }: Consent, steps: readonly AuditStep[]): VisitFacts | null {
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
