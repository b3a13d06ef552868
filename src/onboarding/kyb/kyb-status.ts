import type { Cadence } from '../../journey-registry/refreshed';

/** As reported by 1Money (reference page "Get hosted customer"; the last three only on the full customer's page). */
export const KYB_STATUSES = {
  INIT: { mayGrant: true, cadence: 'resting', meaning: 'Created; the form is not finished.' },
  PENDING_REVIEW: { mayGrant: false, cadence: 'waiting', meaning: 'The form was submitted and waits for compliance.' },
  UNDER_REVIEW: { mayGrant: false, cadence: 'waiting', meaning: 'Compliance is looking at it.' },
  PENDING_RESPONSE: {
    mayGrant: true,
    cadence: 'resting',
    meaning: 'Compliance flagged items; the user has to correct them.',
  },
  REJECTED: {
    mayGrant: true,
    cadence: 'resting',
    meaning: 'The application was refused; it may be corrected through a new grant.',
  },
  APPROVED: { mayGrant: false, cadence: 'final', meaning: 'Verified.' },
  ESCALATED: { mayGrant: false, cadence: 'waiting', meaning: 'Passed on for a deeper review.' },
  PENDING_APPROVAL: { mayGrant: false, cadence: 'waiting', meaning: 'Waiting for the final decision.' },
  PROVISIONING: { mayGrant: false, cadence: 'waiting', meaning: 'Approved; accounts are being set up.' },
} as const satisfies Record<string, { mayGrant: boolean; cadence: Cadence; meaning: string }>;

export type KybStatus = keyof typeof KYB_STATUSES;

/** In any case; an unknown one counts as in review, not editable. No order is enforced: polling can miss steps. */
export function kybStatusOf(received: string): KybStatus {
  const upper = received.toUpperCase();
  return Object.hasOwn(KYB_STATUSES, upper) ? (upper as KybStatus) : 'UNDER_REVIEW';
}

/** Whether the user may be given a grant to fill in or correct the form. */
export function mayGrant(status: KybStatus): boolean {
  return KYB_STATUSES[status].mayGrant;
}

/** How soon the status may change. Where the user has to act, the cadence so far tells whether the user does. */
export function kybCadenceOf(status: KybStatus, soFar: Cadence = 'resting'): Cadence {
  return KYB_STATUSES[status].mayGrant && soFar === 'active' ? 'active' : KYB_STATUSES[status].cadence;
}

/** What is polled for a customer. */
export const pollOf = ({ subjectId, customerId, vendorAccount }: Readonly<Record<PolledColumn, string>>) =>
  ({ journeyId: subjectId, vendor: 'one-money', vendorAccount, reference: customerId }) as const;

type PolledColumn = 'subjectId' | 'customerId' | 'vendorAccount';

const NEXT: Partial<Record<KybStatus, string>> = {
  APPROVED: 'Nothing is left to do: the business is verified.',
  PROVISIONING: 'Nothing is left to do: the business is approved and its accounts are being set up.',
};

/** What a consumer should do while no grant can be made. */
export function nextActionWithoutGrant(status: KybStatus): string {
  return NEXT[status] ?? 'Wait for the review to end; read the status with GET /v1/customers/hosted/{customer_id}.';
}
