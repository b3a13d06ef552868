/** The texts around every page of the console. Another language has the same keys, and the same names in braces. */
export const PAGE_WORDS = {
  /** BCP 47 tag of the language. */
  lang: 'en',
  product: 'Portico console',
  skip: 'Skip to the content',
  navigation: 'Pages',
  home: 'Start',
  entries: {
    journeys: { label: 'Journeys', question: 'Where is this customer stuck?' },
    flow: { label: 'Flow', question: 'How many drop out at which step, and how long do they wait?' },
    audit: { label: 'Audit', question: "Who consented when, and what was done with a person's data?" },
    health: { label: 'Health', question: 'Does everything work, and what went wrong today?' },
  },
  account: {
    open: 'Sandbox: open to everybody on this machine',
    login: 'Log in as an operator',
    logout: 'Log out',
    as: '{operator} ({roles})',
  },
  form: {
    reason: 'Reason',
    reasonHint: 'It stays in the audit log for ever: name a ticket, not a person.',
  },
  fault: {
    back: 'Back to the start page',
    number: 'Number of this request: {id}',
    role: {
      title: 'Your role may not see this',
      text: 'This page is for the roles: {roles}. You have: {own}. Ask who administers Portico for another role.',
    },
    form: {
      title: 'This form cannot be used any more',
      text:
        'It was sent from another site, or belongs to a session that has ended. Nothing was done. Open the page ' +
        'again and repeat it.',
    },
    sent: {
      title: 'This form was sent already',
      text:
        'Nothing was done this time: a form can be sent once, so that loading a page again repeats no act. Open the ' +
        'page again to do it once more.',
    },
    database: {
      title: 'Portico cannot reach its database',
      text:
        'Without it no page can be shown. Of an act that you have just sent, look afterwards whether it was done ' +
        'before you repeat it.',
    },
    page: { title: 'Not found', text: 'There is no page at this address.' },
    unknown: 'There is nothing under this id.',
    request: { title: 'This cannot be done as it was asked', field: 'The field “{field}” {rule}.' },
    again: 'Go back to the page that you came from, load it again, and repeat what you wanted.',
    next: {
      'bad-request': 'Nothing was done. Go back, correct it, and send it again.',
      'not-found': 'Look whether the address or the id is written right.',
      'subject-erased': 'Nothing is left to do.',
      'vendor-not-configured': 'Ask who administers Portico for its settings.',
    },
    later: 'Wait a minute, and load the page again. If it stays like this, tell who administers Portico.',
    report: 'Tell who administers Portico the number below: the log has more under it.',
  },
  home_page: {
    title: 'What do you want to know?',
    intro: 'Each question has a page. Every act on it needs a reason, which is kept in the audit log.',
    none: 'Your roles may see no page of this console. Ask who administers Portico for another role.',
  },
  pager: { older: 'Older', newest: 'Back to the newest' },
  ago: '{duration} ago',
  list: { none: 'none' },
} as const;
