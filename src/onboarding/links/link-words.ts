import type { Words } from '../../words/words';
import type { KybStatus } from '../kyb/kyb-status';

/** What a person who opens a durable link reads, by KYB status: a key of the catalogues. */
export const GRANT_LINK_WORDS: Readonly<Record<KybStatus, keyof Omit<Words['onboarding'], 'goesTo'>>> = {
  INIT: 'open',
  PENDING_RESPONSE: 'correct',
  REJECTED: 'rejected',
  PENDING_REVIEW: 'review',
  UNDER_REVIEW: 'review',
  ESCALATED: 'review',
  PENDING_APPROVAL: 'review',
  PROVISIONING: 'verified',
  APPROVED: 'verified',
};
