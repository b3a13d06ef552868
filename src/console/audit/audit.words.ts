/** The texts of the page Audit and of the page of one entry. */
export const AUDIT_WORDS = {
  title: 'Audit',
  lead:
    'Every effect, and every reading of personal data, is an entry of a log that cannot be changed unnoticed. Find ' +
    'what was done by a reference, for one person or company, or for a time.',
  search: {
    title: 'Find entries',
    reference: 'Reference',
    referenceHint: 'A journey, a subject, a consent handle, a customer_id, an entry, or the X-Request-Id of an answer.',
    since: 'From day (UTC)',
    until: 'Until the end of day (UTC)',
    button: 'Search',
  },
  person: {
    title: 'Find a person by what they tell you',
    text:
      'A mobile number, an e-mail address, a PAN or a VUA finds the person. That it was looked for is in the audit ' +
      'log; what was looked for is not.',
    identifier: 'Mobile number, e-mail, PAN or VUA',
    button: 'Find the person',
    reasonNeeded: 'No person was looked for. The reason {problem}.',
    found: 'Each consumer knows a person as a subject of its own. Choose one.',
    none: 'No person is held here under this identifier. That it was looked for is in the audit log.',
    erased: 'erased',
    back: 'Search again',
  },
  identifier:
    'This looks like a mobile number, an e-mail address, a PAN or a VUA. It was not looked for: a person is found by ' +
    'it below, with a reason.',
  nothing: 'Nothing is recorded under this reference. It may be mistyped, or not be of this Portico.',
  empty: 'There is no entry here.',
  more: 'No entry among those that were looked through; there are older ones.',
  answers: {
    title: 'Did this person consent, and when?',
    none: 'No decision about a consent is recorded for this reference.',
    proof: 'Show the proof',
    at: 'The vendor confirmed it to Portico, server to server. Recorded:',
    consent: 'Consent {handle}',
  },
  all: {
    of: 'Everything that Portico did with the data of this person or company',
    log: 'The newest entries of the log',
    caption: 'Entries of the audit log, newest first',
  },
  columns: { at: 'When', what: 'What', who: 'Who, and how it ended', about: 'About' },
  why: 'Why: {reason}',
  subject: 'Show all about this subject',
  pack: {
    button: 'Make an evidence pack',
    explains:
      'A zip for somebody without Portico: what happened in sentences, all entries and consent receipts with their ' +
      'proofs, and how to check them offline. It names people by ids only.',
  },
  export: {
    button: 'Export with receipts',
    explains:
      'The oldest 500 entries of this time as lines of JSON, each with its receipt, for tools/verify-receipt. More ' +
      'at once: npx portico audit export.',
  },
  entry: {
    title: 'One entry',
    proof: 'Is it proved?',
    checking:
      'Your browser checks the receipt. If this does not change, it runs no scripts: the command below checks it.',
    verified:
      'Verified: this is entry {index} of {origin}, unchanged since a checkpoint over {size} entries was signed.',
    refuted: 'NOT verified: {reason}.',
    unreadable: 'The receipt cannot be read: {reason}.',
    unreadableKey: 'Not checked, because a key that you trust cannot be read: {reason}.',
    unsupported: 'Your browser cannot check it: {reason}. The command below can.',
    notYet: 'No checkpoint covers this entry yet; one usually does within a second. Reload the page.',
    receipt: 'Receipt (c2sp.org/tlog-proof)',
    vkeys: 'Keys that you trust, one in a line',
    vkeysHint:
      'These are the keys of this Portico. A check that proves something to you uses the key that you were given in ' +
      'another way: replace them by it.',
    command: 'The same without a browser',
    raw: 'The entry, as it is proved',
    facts: {
      title: 'Facts',
      action: 'Action',
      reason: 'Why',
      at: 'When',
      who: 'Who',
      consumer: 'Consumer',
      subject: 'Subject',
      request: 'Request',
      result: 'How it ended',
    },
  },
} as const;
