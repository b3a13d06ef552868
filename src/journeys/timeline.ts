import type { Action } from '../audit/actions';
import type { AuditStep } from '../audit/history/audit-history';
import type { ReceivedWebhook } from '../inbox/webhooks/webhook-history';

/** The kinds of timeline entries. */
export const STEPS = {
  REQUEST: 'The consumer asked for something, and the vendor was asked for it.',
  LINK: "A link was issued or withdrawn, or the vendor's was asked for.",
  OPENED: 'A person pressed the button of a durable link. That a one-time link was opened, the vendors do not tell.',
  RETURN: 'A browser came back from the vendor.',
  WEBHOOK: 'The vendor told that something happened.',
  POLL: 'Portico looked, and found a change that no webhook had told.',
  STATE: 'The state was read at the vendor, and was another.',
} as const;

export type Step = keyof typeof STEPS;

export interface TimelineEntry {
  readonly at: Date;
  readonly step: Step;
  /** As in the audit log. */
  readonly action: string;
  readonly actor: string;
  /** STARTED: the OUTCOME is in a later entry, unless it was lost. */
  readonly outcome: 'STARTED' | 'SUCCEEDED' | 'REFUSED' | 'FAILED' | 'UNKNOWN';
  readonly requestId: string | null;
  readonly vendorRequestId: string | null;
  /** Ids, keywords and times; no personal data. */
  readonly facts: Readonly<Record<string, string>>;
  /** The audit row; null for a webhook, which has none. */
  readonly entryId: string | null;
  /** The audit row of the STARTED entry that it ends; null where it ends none. */
  readonly intentId: string | null;
}

const STEP_OF: Partial<Record<Action, Step>> = {
  'onboarding.customer.create': 'REQUEST',
  'onboarding.grant.create': 'LINK',
  'onboarding.return': 'RETURN',
  'onboarding.status.observed': 'STATE',
  'consent.request': 'REQUEST',
  'consent.link.create': 'LINK',
  'consent.revoke': 'REQUEST',
  'consent.return': 'RETURN',
  'consent.status.observed': 'STATE',
  'link.issue': 'LINK',
  'link.click': 'OPENED',
  'link.revoke': 'LINK',
};

/** Steps in which a vendor's link is handed out. */
const HAND_OUT: readonly Action[] = ['onboarding.grant.create', 'consent.request', 'consent.link.create'];

/** The shown members of an audit row's detail: ids of Portico and the vendors, values of closed lists, times. */
const TOLD = [
  'status',
  'from',
  'to',
  'fault',
  'said',
  'reason',
  'confirmed_by',
  'customer_id',
  'consent_handle',
  'grant_id',
  'link_id',
  'durable_link_id',
  'return_mode',
  'expires_at',
] as const;

/** The whole timeline, in order. Audit rows that do not concern the journey are left out. */
export function timelineOf(steps: readonly AuditStep[], webhooks: readonly ReceivedWebhook[] = []): TimelineEntry[] {
  const entries = steps.flatMap((step) => {
    const kind = step.detail.confirmed_by === 'POLL' ? 'POLL' : STEP_OF[step.action];
    return kind ? [entryOf(step, kind, openingOf(step, steps))] : [];
  });
  return [...entries, ...webhooks.map(webhookEntryOf)].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** APPLIED: because of the webhook, the status was read from the vendor. */
const webhookEntryOf = ({ receivedAt, event, state, duplicates }: ReceivedWebhook): TimelineEntry => ({
  at: receivedAt,
  step: 'WEBHOOK',
  action: 'webhook.received',
  actor: 'vendor',
  outcome: state === 'PENDING' ? 'STARTED' : 'SUCCEEDED',
  requestId: null,
  vendorRequestId: null,
  facts: { ...(event === null ? {} : { event }), state, ...(duplicates > 0 ? { duplicates: String(duplicates) } : {}) },
  entryId: null,
  intentId: null,
});

/** Whether it can be noticed that the link handed out in this step is opened. */
function openingOf(
  { action, result, intentId }: AuditStep,
  steps: readonly AuditStep[],
): Readonly<Record<string, string>> {
  if (action === 'link.issue') return { opening: 'SEEN_AT_CLICK' };
  const intent = steps.find(({ entryId }) => entryId === intentId)?.detail;
  const isClicked =
    intent?.link_id !== undefined || intent?.durable_link_id !== undefined || intent?.link === 'durable';
  return HAND_OUT.includes(action) && result === 'SUCCEEDED' && !isClicked ? { opening: 'NOT_TOLD_BY_VENDOR' } : {};
}

const entryOf = (
  { entryId, intentId, occurredAt, action, actor, result, requestId, vendorRequestId, detail }: AuditStep,
  step: Step,
  more: Readonly<Record<string, string>>,
): TimelineEntry => ({
  at: occurredAt,
  step,
  action,
  actor,
  outcome: result ?? 'STARTED',
  requestId,
  vendorRequestId,
  facts: {
    ...Object.fromEntries(TOLD.flatMap((name) => (typeof detail[name] === 'string' ? [[name, detail[name]]] : []))),
    ...more,
  },
  entryId,
  intentId,
});
