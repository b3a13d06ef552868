/** The texts of the list of journeys. */
export const JOURNEYS_WORDS = {
  title: 'Journeys',
  kinds: { onboarding: 'Onboarding of a business', consent: 'Consent' },
  standings: { stuck: 'Stuck', 'under-way': 'Under way', over: 'Over' },
  done: 'Done: nothing is waited for any more.',
  owners: { USER: 'the user', PORTICO: 'Portico', VENDOR: '{vendor}', CONSUMER: 'the consumer {consumer}' },
  waits: 'It waits for {owner}{since}.',
  waitsSince: ', for {duration} now',
  search: {
    heading: 'Find a journey',
    label: 'Any reference',
    hint: 'A journey id, a customer id, a consent handle, or what the consumer calls it (accountID, Idempotency-Key).',
    personHint:
      'Also a mobile number, an e-mail address, a PAN or a VUA: then with a reason, and it is in the audit log that ' +
      'you looked for a person.',
    reason: 'Reason, when you look for a person',
    button: 'Find',
    none: 'Nothing was found for this reference.',
    many: 'The consumers are too many to ask each for a reference of its own: take an id of Portico or of the vendor.',
    found: 'Found',
    reasonNeeded:
      'Looked for as a reference only. To look for the person whom this identifies, give a reason of 3 to 500 ' +
      'characters that names no person.',
    notYours:
      'Looked for as a reference only. It also looks like a mobile number, an e-mail address, a PAN or a VUA: ' +
      'only the role operator looks for people.',
  },
  filter: {
    heading: 'All journeys',
    consumer: 'Consumer',
    kind: 'Kind',
    state: 'State at the vendor',
    standing: 'Standing',
    any: 'any',
    button: 'Show',
    reset: 'Show all',
  },
  columns: { standing: 'Standing', where: 'Where it waits', journey: 'Journey', consumer: 'Consumer', began: 'Began' },
  summary: 'Of the {count} journeys on this page {stuck} are stuck; those stand first, and the newest next.',
  none: 'No journey is like this among the {count} newest that were looked at.',
  empty: 'There is no journey yet. The first one that a consumer begins stands here.',
  caption: 'Journeys, those that are stuck first',
  refreshed: 'The list is kept current.',
  refreshAsk: 'Without JavaScript: load again every 10 seconds',
  refreshStop: 'Stop loading again',
} as const;
