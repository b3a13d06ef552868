import type { LinkWords } from '../../journey-registry/journey-links';
import type { ConsentStatus } from '../consent-status';

const OVER = {
  title: 'This request is over',
  text: 'It no longer holds, and there is nothing for you to decide here.',
  button: '',
};
const SOON = {
  title: 'Nearly ready',
  text: 'Your request is still being prepared. Reload this page in a moment.',
  button: '',
};

/** What a person who opens a durable link reads, by the consent's status. */
export const CONSENT_LINK_WORDS: Readonly<Record<ConsentStatus, LinkWords>> = {
  PENDING: {
    title: 'Decide about your account data',
    text:
      'The button takes you to your Account Aggregator. There you see who asks for which data, and approve or ' +
      'reject it.',
    button: 'Continue to the Account Aggregator',
  },
  ACTIVE: { title: 'You have approved', text: 'Your consent is in force. Nothing is left to do here.', button: '' },
  PAUSED: { title: 'You have paused your consent', text: 'You can resume it at your Account Aggregator.', button: '' },
  REJECTED: {
    title: 'You have rejected the request',
    text: 'No data is shared. Nothing is left to do here.',
    button: '',
  },
  REVOKED: OVER,
  EXPIRED: OVER,
  REQUESTED: SOON,
  UNKNOWN: SOON,
  REFUSED: OVER,
  UNRECOGNISED: {
    title: 'We cannot say how it stands',
    text: 'Your Account Aggregator reports something new to us. There is nothing for you to do here now.',
    button: '',
  },
};
