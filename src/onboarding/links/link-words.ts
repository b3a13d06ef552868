import type { LinkWords } from '../../journey-registry/journey-links';
import type { KybStatus } from '../kyb/kyb-status';

const IN_REVIEW = {
  title: 'Your application is being reviewed',
  text: 'Everything has arrived. There is nothing for you to do now; you will hear when the review has ended.',
  button: '',
};
const VERIFIED = { title: 'Your business is verified', text: 'Nothing is left to do here.', button: '' };

/** What a person who opens a durable link reads, by KYB status. */
export const GRANT_LINK_WORDS: Readonly<Record<KybStatus, LinkWords>> = {
  INIT: {
    title: 'Verify your business',
    text:
      'The button takes you to the form of 1Money, which verifies your business. What you save there stays, so you ' +
      'can do it in several sittings.',
    button: 'Continue to the form',
  },
  PENDING_RESPONSE: {
    title: 'Something needs to be corrected',
    text:
      'The review flagged items in your application. ' +
      'The button takes you to the form, which shows what to correct.',
    button: 'Correct it now',
  },
  REJECTED: {
    title: 'Your application was not accepted',
    text: 'You may correct it and submit it again. The button takes you to the form.',
    button: 'Open the form again',
  },
  PENDING_REVIEW: IN_REVIEW,
  UNDER_REVIEW: IN_REVIEW,
  ESCALATED: IN_REVIEW,
  PENDING_APPROVAL: IN_REVIEW,
  PROVISIONING: VERIFIED,
  APPROVED: VERIFIED,
};
