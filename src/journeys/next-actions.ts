import type { JourneyName } from '../journey-registry/journey-facts';

/** What helps, in the terms of each journey. */
export type NextAction = Readonly<Record<JourneyName, string>>;

const both = (text: string): NextAction => ({ onboarding: text, consent: text });
const NEW_GRANT = 'Create a grant and send the user to its onboarding_url';
const FRESH_LINK =
  'Fetch a link for the same consent_handle with POST /webRedirection/getEncryptedUrl and send the user there';
const PRESS_AGAIN =
  'Remind the user: the durable link that they have still works, and leads to a fresh page of the vendor.';

export const NEXT = {
  nothing: both('Nothing is left to do.'),
  erased: both('Nothing is left to do: the person or company was erased.'),
  waitForVendor: both('Wait for the vendor; the state is read again by itself, and an event tells when it changes.'),
  awaitAnswer: both('Wait for the answer to the request.'),
  correctRequest: both(
    'Correct what the answer to the request named, and send it again; with a fresh Idempotency-Key.',
  ),
  repeatRequest: both('Send the same request again, with the same Idempotency-Key if it had one.'),
  findRequest: both(
    'Portico finds out whether the vendor acted. Send the same request again, with the same Idempotency-Key, to ' +
      'have the answer.',
  ),
  operator: both('Nothing on your side: the operator of Portico has to look into it.'),
  firstLink: { onboarding: `${NEW_GRANT}.`, consent: `${FRESH_LINK}.` },
  anotherLink: {
    onboarding: `${NEW_GRANT}: the earlier link is used or over, and what the user saved is kept.`,
    consent: `${FRESH_LINK}: the earlier link is used or over, and the consent is still pending.`,
  },
  linkAgain: {
    onboarding: 'Ask for the grant again in a while; a person who pressed a durable link can press again.',
    consent: 'Ask for the link again in a while; a person who pressed a durable link can press again.',
  },
  correctLink: both('Read the reason in the timeline, correct the request for the link and send it again.'),
  newDurableLink: both(
    'Issue a new durable link and send it to the user; or wait until tomorrow, if it only was pressed too often.',
  ),
  remind: both('Remind the user: the durable link was not opened yet.'),
  pressAgain: both(PRESS_AGAIN),
  letFinish: {
    onboarding: 'Let the user finish the form. If they lost the page, create another grant.',
    consent:
      'Let the user decide. If they lost the page, fetch another link with POST /webRedirection/getEncryptedUrl.',
  },
  confirming: both('Wait: Portico asks the vendor again by itself.'),
  correctApplication: {
    onboarding: `Tell the user. If they want to correct the application: ${NEW_GRANT.toLowerCase()}.`,
    consent: '',
  },
  correctByLink: {
    onboarding: 'Tell the user. If they want to correct the application, the durable link that they have still works.',
    consent: '',
  },
  askAnew: { onboarding: '', consent: 'Request another consent, if one is still wanted.' },
  resume: { onboarding: '', consent: 'Ask the user to resume the consent at the Account Aggregator.' },
} as const satisfies Record<string, NextAction>;
