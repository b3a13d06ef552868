import type { AuditStep } from '../../audit/history/audit-history';
import { failedLinkOf } from '../../journey-registry/audit-steps';
import type { Awaiting, KnownFacts, VisitFacts } from '../../journey-registry/journey-facts';
import type { Customer } from '../customers/customer.entity';
import type { OnboardingGrant } from '../grants/onboarding-grant.entity';
import { KYB_STATUSES, type KybStatus } from './kyb-status';

/** Whose move it is, by KYB status. */
const AWAITING: Readonly<Record<KybStatus, Awaiting>> = {
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

/** Whose move it is at this status; null: there is no such status. */
export const kybAwaiting = (status: string): Awaiting | null =>
  Object.hasOwn(KYB_STATUSES, status) ? AWAITING[status as KybStatus] : null;

const awaitingOf = ({ status, statusAsReceived }: Customer): Awaiting =>
  Object.hasOwn(KYB_STATUSES, statusAsReceived.toUpperCase()) ? AWAITING[status] : 'UNRECOGNISED';

/** What is known of the customer's journey; `grants` newest first. Only grants since the status changed count. */
export function customerFactsOf(
  customer: Customer,
  grants: readonly OnboardingGrant[],
  steps: readonly AuditStep[],
): KnownFacts {
  const { createdAt, erasedAt, statusChangedAt: since, statusConfirmedAt } = customer;
  const recent = grants.filter(({ issuedAt }) => issuedAt >= since);
  return {
    erasedAt,
    request: { outcome: 'SUCCEEDED', fault: null, at: createdAt },
    stand: { awaiting: awaitingOf(customer), since },
    oneTimeLink: recent.find(({ linkId }) => linkId === null) ?? null,
    visit: visitOf(recent[0], steps, statusConfirmedAt),
    failedLink: failedLinkOf(steps, 'onboarding.grant.create', since),
  };
}

/** A grant as a visit at the vendor; `confirmedAt` is when the vendor was last asked. */
function visitOf(
  grant: OnboardingGrant | undefined,
  steps: readonly AuditStep[],
  confirmedAt: Date,
): VisitFacts | null {
  if (!grant) return null;
  const arrival = steps.findLast(
    ({ action, result, detail }) =>
      action === 'onboarding.return' && result === 'SUCCEEDED' && detail.grant_id === grant.grantId,
  );
  return {
    issuedAt: grant.issuedAt,
    expiresAt: grant.expiresAt,
    wasClicked: grant.linkId !== null,
    returnedAt: grant.returnedAt,
    said: null,
    isConfirmed: arrival?.detail.is_confirmed !== false || confirmedAt > arrival.occurredAt,
  };
}
