/** The texts of evidence packs, in English. Each key is one text, so that another language needs no other code. */
export const EVIDENCE = {
  title: {
    consent: 'Evidence of a consent',
    onboarding: 'Evidence of an onboarding',
    subject: 'Evidence of what was done with the data of a person or company',
  },
  kind: {
    consent: 'Consent at the Account Aggregator (FinPro)',
    onboarding: 'Verification of a business (1Money)',
  },
  /** What a consent receipt says; by its event, and the status that the consent came into. */
  event: {
    given: 'The person gave this consent.',
    refused: 'The person refused this consent.',
    PAUSED: 'The person paused this consent.',
    ACTIVE: 'The person resumed this consent.',
    REVOKED: 'This consent was revoked: it ended.',
    EXPIRED: 'This consent expired: it ended.',
  },
  confirmed: 'FinPro confirmed it to Portico, server to server, and Portico recorded it at {time}.',
  validUntil: 'By FinPro it was then valid until {time}.',
  noChanges: 'In this pack no change of the consent is recorded that the person or FinPro decided.',
  noReceipts:
    'There are no consent receipts of it, because the person was erased: the entries that are named prove it, each ' +
    'with its receipt in entries.jsonl.',
  erased: 'The person or company was erased at {time}. What is left are ids, words and times.',
  phase: 'begun',
  change: ', from {from} to {to}',
  result: { SUCCEEDED: 'succeeded', REFUSED: 'refused', FAILED: 'failed', UNKNOWN: 'end unknown' },
  actor: {
    consumer: 'Consumer',
    browser: 'A person',
    vendor: 'Vendor',
    portico: 'Portico',
    operator: 'Operator',
  },
  personal: {
    none: "This pack has no personal data: it names people by ids of Portico's only.",
    masked: 'Personal data in this pack are masked.',
    clear: 'This pack has personal data in clear: keep it as you keep those.',
  },
  person: {
    party_identifier: 'Known as',
    vua: 'VUA',
    pan: 'PAN',
    account: 'Account',
    redirect_url: 'Return page',
  },
  shown: {
    none: "No button of a durable link was pressed. What the vendor showed is on the vendor's own pages.",
    link: 'The page of the durable link, whose button was pressed at {time}, in the words of this release:',
    vendor: "What the vendor showed after it is on the vendor's own pages.",
  },
} as const;
