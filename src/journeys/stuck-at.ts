/** Where a journey can wait. */
export const STUCK_AT_MEANINGS = {
  ERASED: 'The person or company was erased: nothing is done for it any more.',
  REQUEST_OPEN: "The vendor's answer to the first request is awaited.",
  REQUEST_REFUSED: 'The vendor refused the first request.',
  REQUEST_FAILED: 'The first request did not reach the vendor, or it failed without effect.',
  REQUEST_UNKNOWN: 'The answer to the first request was lost: whether the vendor acted is being found out.',
  CREDENTIALS: 'The vendor refuses the credentials of Portico.',
  LINK_MISSING: 'The vendor waits for the user, and no link was asked for since then.',
  LINK_REFUSED: 'The vendor refused to give a link.',
  LINK_FAILED: "The vendor's link was asked for in vain.",
  LINK_NOT_OPENED: 'The durable link was sent, and its button was not pressed yet.',
  LINK_TO_REOPEN: 'The user is needed again: the durable link was pressed before, and still works.',
  LINK_EXPIRED: 'The link has expired, and the user did not come back from it.',
  LINK_REVOKED: 'The durable link was withdrawn.',
  LINK_LIMIT: 'The durable link was pressed as often as it may be in one day.',
  LINK_GIVEN: "The vendor's one-time link was handed out; whether the user opened it, the vendor does not tell.",
  AT_VENDOR: "The user went to the vendor's pages through a durable link.",
  NOT_RETURNED: "The user went to the vendor's pages through a durable link and did not come back within their time.",
  LEFT_UNFINISHED: "The user came back from the vendor's pages without having finished.",
  RETURN_UNCONFIRMED: 'The user came back, and the vendor could not be asked how it ended.',
  REVIEW: 'The vendor reviews what the user submitted.',
  SET_UP: 'It is approved; the vendor sets things up.',
  REFUSED: 'The vendor refused the application; it may be corrected.',
  DECLINED: 'The user said no.',
  PAUSED: 'The user paused it.',
  ENDED: 'It was taken back, or its time is over.',
  STATUS_UNRECOGNISED: 'The vendor reports a status that Portico does not know.',
} as const;

export type StuckAt = keyof typeof STUCK_AT_MEANINGS;

/** How a journey ended, by the vendor's status. */
const ENDINGS: Readonly<Record<string, string | undefined>> = {
  REVOKED: 'It was taken back.',
  EXPIRED: 'Its time is over.',
};

/** Where a journey waits, in a sentence; `status`: the vendor's, which says how an ended one ended. */
export const whereAt = (stuckAt: StuckAt, status: string | null): string =>
  (stuckAt === 'ENDED' ? ENDINGS[status ?? ''] : undefined) ?? STUCK_AT_MEANINGS[stuckAt];
