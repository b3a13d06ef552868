import type { Action } from '../../audit/actions';

/** Who did a step, as the beginning of a sentence. */
const who = {
  consumer: 'The consumer',
  browser: 'A person who pressed the button of the durable link',
  vendor: '{vendor}',
  portico: 'Portico',
  operator: 'An operator',
} as const;

/** Effects at a vendor: what was asked for, and what the vendor did when it succeeded. */
const effects: Partial<Record<Action, { readonly asked: string; readonly succeeded: string }>> = {
  'onboarding.customer.create': { asked: '{who} asked for a new customer', succeeded: '{vendor} created it' },
  'onboarding.grant.create': {
    asked: '{who} asked for a link to the form',
    succeeded: '{vendor} gave a one-time link',
  },
  'consent.request': {
    asked: '{who} asked for a consent',
    succeeded: '{vendor} took the request, and gave a one-time link',
  },
  'consent.link.create': {
    asked: '{who} asked for a fresh link to the pending consent',
    succeeded: '{vendor} gave a one-time link',
  },
  'consent.revoke': { asked: '{who} asked to take the consent back', succeeded: '{vendor} revoked it' },
};

/** How an effect ended, after what was asked for. */
const ends = {
  STARTED: '{asked}; the answer of {vendor} is awaited.',
  SUCCEEDED: '{asked}; {succeeded}.',
  REFUSED: '{asked}; it was refused: {fault}.',
  FAILED: '{asked}; it failed without effect: {fault}.',
  UNKNOWN: '{asked}; the answer was lost, and what became of it is being found out.',
} as const;

/** What became of an effect whose answer was lost. */
const findings = {
  STARTED: '{asked}; the answer of {vendor} is awaited.',
  SUCCEEDED: 'Portico found out what became of it: {succeeded}.',
  REFUSED: 'Portico found out what became of it: {vendor} had refused it.',
  FAILED: 'Portico found out what became of it: {vendor} had not done it.',
  UNKNOWN: 'Portico could not find out what became of it.',
} as const;

/** What happened without an effect at a vendor. */
const happenings: Readonly<Record<string, { readonly SUCCEEDED: string; readonly REFUSED?: string }>> = {
  'onboarding.return': {
    SUCCEEDED: 'The browser of the user came back from {vendor}.',
    REFUSED: 'A browser came back through an address that cannot be used any more, and was sent nowhere.',
  },
  'consent.return': {
    SUCCEEDED: 'The browser of the user came back from the Account Aggregator{said}.',
    REFUSED: 'A browser came back, not with the answer to this visit, and was sent nowhere.',
  },
  'onboarding.status.observed': { SUCCEEDED: 'The state at {vendor} changed from {from} to {to}{confirmed}.' },
  'consent.status.observed': { SUCCEEDED: 'The state at {vendor} changed from {from} to {to}{confirmed}.' },
  'link.issue': { SUCCEEDED: '{maker} made a durable link{until}.' },
  'link.click': {
    SUCCEEDED: 'A person pressed the button of the durable link.',
    REFUSED: 'A person pressed the button of the durable link, and it led nowhere: {fault}.',
  },
  'link.revoke': { SUCCEEDED: '{maker} withdrew the durable link.' },
  'webhook.received': { SUCCEEDED: 'A webhook of {vendor} arrived{event}: {state}.' },
};

/** The texts of one journey. */
export const JOURNEY_WORDS = {
  who,
  effects,
  ends,
  findings,
  happenings,
  other: '{action}: {outcome}.',
  unknownFault: 'the reason is not known',
  confirmed: {
    WEBHOOK: ', which a webhook had announced',
    POLL: ', which a poll found',
    VENDOR_READ: '',
    REDIRECT_HINT: '',
  },
  said: ', which said {said}',
  until: ', which works until {date}',
  event: ' ({event})',
  webhookStates: {
    PENDING: 'the state is being read because of it',
    APPLIED: 'the state was read because of it, and a change is a step of its own',
  },
  webhookOther: 'it was put aside as {state}',
  took: 'took {duration}',
  later: '{duration} later',
  inWords: 'The picture in words',
  raw: 'The entry as it is recorded',
  headings: {
    picture: 'The journey as a picture',
    steps: 'Step by step',
    acts: 'What you can do',
    about: 'About this journey',
    links: 'Durable links',
    events: 'What the consumer was told',
  },
  noSteps: 'Nothing has happened yet.',
  helps: 'What helps, as the consumer is told: {next}',
  helpsHere: 'What you can do here: make another durable link, and pass it on to the user.',
  reason: 'Reason: {reason}.',
  facts: {
    kind: 'Kind',
    consumer: 'Consumer',
    status: 'State at {vendor}',
    confirmed: 'Confirmed',
    reference: 'Id at {vendor}',
    journey: 'Journey id',
    began: 'Began',
    validUntil: 'Valid until',
    renews: 'Renews the consent',
    renewedBy: 'Renewed by the consent',
    account: 'Account at {vendor}',
    subject: 'Subject in the audit log',
  },
  confirmedAt: '{duration} ago',
  links: {
    columns: { state: 'State', issued: 'Made', ended: 'Ended', act: 'Act' },
    states: {
      OPEN: 'works',
      DECIDED: 'works',
      LIMIT: 'opened too often today',
      EXPIRED: 'expired',
      REVOKED: 'revoked',
      STOPPED: 'stopped',
      ERASED: 'ended',
      CUT_OFF: 'ended',
    },
    none: 'None was made.',
    caption: 'Durable links of this journey',
    fresh: 'The new link',
    once: 'Give it to the user now: it is shown this once, and not stored. It works until {date}.',
  },
  events: {
    columns: { type: 'Event', at: 'When', act: 'Act' },
    none: 'No event yet.',
    caption: 'Events of this journey',
    unsendable:
      'An event without a button cannot be sent again: it was addressed to no subscription that is live now. The ' +
      'consumer reads it with GET /v1/events.',
  },
  acts: {
    ask: {
      button: 'Ask the vendor now',
      explains: 'Reads the state at {vendor}, as the next poll would. The consumer is told if it has changed.',
    },
    link: {
      button: 'Make a new link',
      explains:
        'Makes a durable link for the user, which leads to a fresh page of {vendor} at each click. You get it once, ' +
        'and pass it on; the links of before keep working.',
    },
    revoke: { button: 'Revoke', explains: 'From now on the link leads nowhere. This cannot be taken back.' },
    redeliver: {
      button: 'Send again',
      explains: 'Sends the event again to every live subscription that it was addressed to.',
    },
    reveal: {
      button: 'Show personal data',
      explains: 'Shows what is known of the person, in clear. It is in the audit log that you saw it.',
    },
    none: 'Your role may see this journey, and change nothing.',
  },
  personal: {
    heading: 'Personal data',
    none:
      'Portico keeps nothing any more by which this one is identified. All that is held: ' +
      'npx portico subjects export.',
    names: {
      email: 'E-mail address, while an answer with it is kept',
      vua: 'VUA',
      party_identifier: 'Identifier',
      pan: 'PAN',
      account: 'Account at the consumer',
      redirect_url: 'Page of the consumer',
    },
  },
  done: {
    asked: '{vendor} was asked: the state is the same.',
    changed: '{vendor} was asked: the state has changed.',
    revoked: 'The link is revoked.',
    sent: 'The event is sent again.',
  },
  reasonNeeded: 'Nothing was done. The reason {problem}.',
  refused: 'Nothing was done. {detail}',
} as const;

export type Done = keyof typeof JOURNEY_WORDS.done;
