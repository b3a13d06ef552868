export const EVENT_TYPES = {
  'onboarding.customer.created': 'A customer exists at 1Money.',
  'onboarding.customer.status_changed': 'The KYB status of a customer changed.',
  'onboarding.customer.returned': "The customer's browser came back from 1Money.",
  'consent.created': 'A consent was asked for at FinPro.',
  'consent.status_changed': 'The status of a consent changed.',
  'consent.returned': "The customer's browser came back from the Account Aggregator.",
  'consent.expiring': 'An active consent ends within 14, 3 or 1 days.',
  'link.opened': 'A person opened a durable link for the first time, and pressed its button.',
  'link.left': 'A person went on to the vendor through a durable link.',
  'journey.stalled': 'A journey was opened and did not come back within its time.',
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as EventType[];
