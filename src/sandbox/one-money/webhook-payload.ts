import { randomBytes } from 'node:crypto';
import type { Notice } from '../webhooks/webhooks';
import type { KybStatus } from './kyb-status';

/** The event of each KYB status; a customer that returns to the start has no event. */
const EVENTS: Readonly<Record<KybStatus, string | null>> = {
  INIT: null,
  PENDING_REVIEW: 'kyb.pending',
  UNDER_REVIEW: 'kyb.pending',
  ESCALATED: 'kyb.pending',
  PENDING_APPROVAL: 'kyb.pending',
  PROVISIONING: 'kyb.pending',
  PENDING_RESPONSE: 'kyb.additional_info_required',
  APPROVED: 'kyb.completed',
  REJECTED: 'kyb.rejected',
};

interface ToldCustomer {
  readonly customer_id: string;
  readonly idempotency_key: string;
  readonly status: KybStatus;
  readonly status_changed_at: Date;
}

/** 1Money's webhook about a customer whose KYB status has changed (1money.md 5.3). */
export function kybNotice({ customer_id, idempotency_key, status, status_changed_at }: ToldCustomer): Notice | null {
  const event = EVENTS[status];
  if (event === null) return null;
  const eventId = `evt_${randomBytes(12).toString('hex')}`;
  const body = {
    id: eventId,
    event_name: event,
    created_at: status_changed_at.toISOString(),
    resource: { type: 'customer', id: customer_id, idempotency_key },
    data: { customer: { id: customer_id, status } },
  };
  return { event, eventId, body };
}
