/** The closed list of what can be audited. */
export const ACTIONS = {
  'onboarding.customer.create': 'A consumer asked for a hosted customer; 1Money was asked to create it.',
  'onboarding.grant.create': 'A consumer asked for an onboarding grant; 1Money was asked for a one-time link.',
  'onboarding.status.observed': 'A KYB status other than the known one was read at 1Money.',
  'onboarding.return': 'A browser came back from 1Money.',
  'consent.request': 'A consumer asked for a consent; FinPro was asked to create it.',
  'consent.link.create': 'A consumer asked for a fresh link to a pending consent; FinPro was asked for it.',
  'consent.revoke': 'A consumer took a consent back; FinPro was asked to revoke it.',
  'consent.status.observed': 'A consent status other than the known one was read at FinPro.',
  'consent.return': 'A browser came back from the Account Aggregator, to Portico or to the consumer.',
  'privacy.subject.erase': "A subject's key was destroyed: what it sealed is unreadable.",
  'consumers.create': 'An operator registered a consumer.',
  'consumers.rotate': 'An operator gave a consumer a new secret.',
  'consumers.disable': 'An operator took the credentials of a consumer away.',
} as const;

export type Action = keyof typeof ACTIONS;
