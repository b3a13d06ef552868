import type { AuditStep } from '../../audit/history/audit-history.service';
import type { FailedLinkFacts, LinkFacts, Awaiting, VisitFacts } from '../../journeys/journey-facts';
import type { OnboardingGrant } from '../grants/onboarding-grant.entity';
import { KYB_STATUSES, type KybStatus } from './kyb-status';

/** Whose move it is, by KYB status. */
const TURNS: Readonly<Record<KybStatus, Awaiting>> = {
  INIT: 'USER',
  PENDING_RESPONSE: 'USER',
  REJECTED: 'REFUSED',
  PENDING_REVIEW: 'VENDOR',
  UNDER_REVIEW: 'VENDOR',
  ESCALATED: 'VENDOR',
  PENDING_APPROVAL: 'VENDOR',
  PROVISIONING: 'SET_UP',
  APPROVED: 'DONE',
};

export const turnOf = (status: KybStatus, asReceived: string): Awaiting =>
  Object.hasOwn(KYB_STATUSES, asReceived.toUpperCase()) ? TURNS[status] : 'UNRECOGNISED';

/** The latest grant since `since` as a visit at the vendor; `confirmedAt` is when 1Money was last asked. */
export function visitOf(
  grants: readonly OnboardingGrant[],
  steps: readonly AuditStep[],
  since: Date,
  confirmedAt: Date,
): VisitFacts | null {
  const grant = grants.find(({ issuedAt }) => issuedAt >= since);
  if (!grant) return null;
  const arrival = steps.findLast(
    ({ action, result, detail }) =>
      action === 'onboarding.return' && result === 'SUCCEEDED' && detail.grant_id === grant.grantId,
  );
  const isConfirmed = arrival?.detail.is_confirmed !== false || confirmedAt > arrival.occurredAt;
  return {
    issuedAt: grant.issuedAt,
    expiresAt: grant.expiresAt,
    wasClicked: grant.linkId !== null,
    returnedAt: grant.returnedAt,
    said: null,
    isConfirmed,
  };
}

/** The latest grant since `since` that was not requested by a durable link, as the user's link to enter the journey. */
export function oneTimeLinkOf(grants: readonly OnboardingGrant[], since: Date, now: Date): LinkFacts | null {
  const grant = grants.find(({ issuedAt, linkId }) => linkId === null && issuedAt >= since);
  if (!grant) return null;
  const isLive = grant.returnedAt === null && grant.expiresAt > now;
  return {
    mode: 'one-time',
    state: isLive ? 'LIVE' : 'EXPIRED',
    issuedAt: grant.issuedAt,
    endedAt: isLive ? null : (grant.returnedAt ?? grant.expiresAt),
  };
}

/** The last request for a grant since `since`, when it failed. */
export function failedGrantOf(steps: readonly AuditStep[], since: Date): FailedLinkFacts | null {
  const last = steps.findLast(({ action, phase }) => action === 'onboarding.grant.create' && phase === 'OUTCOME');
  if (!last || last.result === 'SUCCEEDED' || last.occurredAt < since) return null;
  return {
    outcome: last.result ?? 'UNKNOWN',
    fault: typeof last.detail.fault === 'string' ? last.detail.fault : null,
    at: last.occurredAt,
  };
}
