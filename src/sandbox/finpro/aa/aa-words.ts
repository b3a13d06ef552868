import type { Brand, Problem } from '../../web/page-kit';
import { RETURN_CODES, type ReturnCode } from '../redirection/redirection';

export const ONEMONEY: Brand = {
  name: 'OneMoney',
  site: 'OneMoney sandbox',
  plays: 'OneMoney',
  purpose: 'Account Aggregator',
  theme: 'teal',
};

const ASK_AGAIN = 'Go back to the application that sent you here, and start again. Nothing was shared.';
export const UNREADABLE: Problem = {
  status: 400,
  title: 'This link is not valid',
  text: 'It may have been cut off when it was copied, or it was not made for us.',
  hint: ASK_AGAIN,
};
export const NO_SESSION: Problem = {
  status: 401,
  title: 'Please open your link first',
  text: 'We do not know what you were asked for. These pages open from a link that an application gives you.',
  hint: ASK_AGAIN,
};
export const FORGED: Problem = {
  status: 403,
  title: 'We could not be sure that this came from you',
  text: 'Nothing was changed. The page may have been open since an earlier visit.',
  hint: 'Reload the page and try again.',
};
export const NO_SUCH_PAGE: Problem = {
  status: 404,
  title: 'There is no such page',
  text: 'The address is not one of ours.',
  hint: 'Go back, or start again from the application that sent you here.',
};

/** Texts for a link that can no longer be opened. */
export const CLOSED_ENTRIES = {
  used: { title: 'This link was already used', text: 'For your safety a link opens only once, in one browser.' },
  expired: { title: 'This link has expired', text: 'For your safety a link works for a short time only.' },
  future: { title: 'This link is not valid yet', text: 'It is dated in the future.' },
} as const;

interface EndWords {
  readonly tone: 'good' | 'calm' | 'warn';
  readonly sign: string;
  readonly title: string;
  readonly text: string;
}

const ENDS: Readonly<Record<ReturnCode, EndWords>> = {
  [RETURN_CODES.accepted]: {
    tone: 'good',
    sign: '✓',
    title: 'You approved this request',
    text: 'The accounts you chose are shared as you were shown. Nothing more can be changed here.',
  },
  [RETURN_CODES.rejected]: { tone: 'calm', sign: '×', title: 'You rejected this request', text: 'Nothing is shared.' },
  [RETURN_CODES.consentNotAvailable]: {
    tone: 'warn',
    sign: '!',
    title: 'This request is no longer open',
    text: 'It was decided, withdrawn or has run out meanwhile.',
  },
  [RETURN_CODES.invalidRequest]: {
    tone: 'warn',
    sign: '!',
    title: 'This link does not work any more',
    text: 'Nothing is shared.',
  },
  [RETURN_CODES.notAuthenticated]: {
    tone: 'warn',
    sign: '!',
    title: 'We could not confirm that it is you',
    text: 'There were too many wrong codes. Nothing is shared.',
  },
  [RETURN_CODES.undecided]: {
    tone: 'calm',
    sign: 'i',
    title: 'You left without deciding',
    text: 'Nothing is shared. The request is still open, and you can come back to it with a new link.',
  },
  [RETURN_CODES.loginTimedOut]: {
    tone: 'warn',
    sign: '!',
    title: 'You were not signed in in time',
    text: 'Nothing is shared. The request is still open, and you can come back to it with a new link.',
  },
  [RETURN_CODES.accountsNotFound]: {
    tone: 'calm',
    sign: 'i',
    title: 'You left: no account was found',
    text: 'Nothing is shared.',
  },
  [RETURN_CODES.discoveryFailed]: {
    tone: 'warn',
    sign: '!',
    title: 'You left: your bank could not be reached',
    text: 'Nothing is shared. You can try again later with a new link.',
  },
  [RETURN_CODES.nothingDiscovered]: {
    tone: 'warn',
    sign: '!',
    title: 'You left: no bank could be reached',
    text: 'Nothing is shared. You can try again later with a new link.',
  },
};

/** Texts for a person who comes back to a visit that has ended. */
export const endWords = (outcome: string): EndWords => ENDS[Number(outcome) as ReturnCode];
