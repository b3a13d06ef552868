/** What an entry tells where the description of its action is not a sentence about one entry. */
const meaning = {
  'onboarding.customer.create': '1Money was asked to create a hosted customer.',
  'onboarding.grant.create': '1Money was asked for a one-time link to its form.',
  'onboarding.status.observed': 'Read at 1Money: the status of the verification has changed.',
  'onboarding.return': 'A browser came back from 1Money{times}.',
  'link.issue': 'A durable link was made.',
  'link.revoke': 'A durable link was withdrawn.',
  'audit.key.rotated': 'This log was handed over to another key.',
  'privacy.evidence.made': 'An evidence pack was made about a journey, a person or a company.',
  'consent.request': 'FinPro was asked to create a consent.',
  'consent.link.create': 'FinPro was asked for a fresh link to a pending consent.',
  'consent.revoke': 'FinPro was asked to revoke a consent.',
  'consent.status.observed': 'Read at FinPro: the status of the consent has changed.',
  'consent.return': 'A browser came back from the Account Aggregator, to Portico or to the consumer{times}.',
  'webhook.refused': 'Something came to the address for webhooks that the vendor did not sign, or not now{times}.',
  'keys.rotate': 'Another data key was made to seal.',
  'vendors.rotate': 'Credentials at a vendor were replaced.',
  'access.failed': 'Credentials were refused (401) at {operation}{times}.',
  'access.refused': 'A request was refused (403) at {operation}{times}: {reason}.',
  'access.personal': 'Personal data were read in clear at {operation}{times}.',
};

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
  meaning,
  /** A change of a consent that was read at FinPro. Who asked for the reading is said beside it. */
  decided: 'Read at FinPro: {decided}',
  /** Beside the entry that says whose data they were. */
  counted: 'Counted among the accesses, for persons or companies: {count}. {meaning}',
  once: ', once',
  times: ', {count} times',
  operations: { others: 'several operations', none: 'an address without an operation' },
  refusals: {
    'scope-missing': 'the scope is missing',
    'role-missing': 'the role is missing',
    'foreign-form': 'another site sent the form',
  },
  unnamed: { unknown: 'No known credential', several: 'Several callers' },
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
