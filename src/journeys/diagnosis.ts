import type { JourneyFacts } from '../journey-registry/journey-facts';
import { NEXT, type NextAction } from './next-actions';
import type { StuckAt } from './stuck-at';

/** Who has to act next. */
export type Owner = 'USER' | 'PORTICO' | 'VENDOR' | 'CONSUMER';

/** Where a journey waits, since when, for whom, and what helps. Once it is done, all but `nextAction` is null. */
export interface Diagnosis {
  readonly stuckAt: StuckAt | null;
  readonly since: Date | null;
  readonly owner: Owner | null;
  /** Name of the fault, or how the visit ended. */
  readonly reason: string | null;
  readonly nextAction: string;
}

interface Row {
  readonly at: StuckAt | null;
  readonly owner: Owner | null;
  readonly when: (facts: JourneyFacts) => boolean;
  readonly since: (facts: JourneyFacts) => Date | null;
  readonly reason?: (facts: JourneyFacts) => string | null;
  readonly next: NextAction;
}

/** Faults caused by trouble at the vendor; any other refusal is about the request. */
const VENDORS_TROUBLE: readonly (string | null | undefined)[] = [
  'vendor-unreachable',
  'vendor-busy',
  'vendor-failed',
  'vendor-out-of-service',
  'vendor-invalid-response',
  'vendor-timeout',
];
const isOurCredentials = (fault: string | null | undefined): boolean => fault === 'vendor-credentials';
const awaiting = ({ stand }: JourneyFacts): string | null => stand?.awaiting ?? null;
const isDurable = ({ link }: JourneyFacts): boolean => link?.mode === 'durable' && link.state === 'LIVE';
/** A durable link that the user has had since the last visit and the last failure, and has not pressed. */
const isFresh = ({ link, visit, failedLink, stand }: JourneyFacts): boolean =>
  link?.mode === 'durable' &&
  link.state === 'LIVE' &&
  link.pressedAt === null &&
  [visit?.issuedAt, failedLink?.at, stand?.since].every((at) => at === undefined || at <= link.issuedAt);
const wasClicked = ({ visit }: JourneyFacts): boolean => visit?.wasClicked === true;
const cameBack = ({ visit }: JourneyFacts): boolean => visit !== null && visit.returnedAt !== null;
const isAway = ({ visit, now }: JourneyFacts): boolean =>
  visit !== null && visit.returnedAt === null && visit.expiresAt > now;
const isOver = ({ visit, now }: JourneyFacts): boolean =>
  visit !== null && visit.returnedAt === null && visit.expiresAt <= now;
/** The vendor refused, and no visit was asked for since. */
const isRefused = (facts: JourneyFacts): boolean =>
  awaiting(facts) === 'REFUSED' && facts.visit === null && facts.failedLink === null;

const requestedAt = ({ request }: JourneyFacts): Date => request.at;
const awaitingSince = ({ stand }: JourneyFacts): Date | null => stand?.since ?? null;
const latest = (...times: (Date | null | undefined)[]): Date | null =>
  times.reduce<Date | null>((last, time) => (time && (!last || time > last) ? time : last), null);
const linkAwaitedSince = ({ link, stand, visit }: JourneyFacts): Date | null =>
  latest(link?.issuedAt, link?.pressedAt, stand?.since, visit?.expiresAt);
const linkEnded = ({ link }: JourneyFacts): Date | null => link?.endedAt ?? link?.issuedAt ?? null;
const failedAt = ({ failedLink }: JourneyFacts): Date | null => failedLink?.at ?? null;
const returnedAt = ({ visit }: JourneyFacts): Date | null => visit?.returnedAt ?? null;
const expiredAt = ({ visit }: JourneyFacts): Date | null => visit?.expiresAt ?? null;
const requestFault = ({ request }: JourneyFacts): string | null => request.fault;
const linkFault = ({ failedLink }: JourneyFacts): string | null => failedLink?.fault ?? null;
const said = ({ visit }: JourneyFacts): string | null => visit?.said ?? null;

/** Evaluated from the top: the first row that holds is where the journey waits. The last row always holds. */
const TABLE: readonly Row[] = [
  {
    at: 'ERASED',
    owner: null,
    when: ({ erasedAt }) => erasedAt !== null,
    since: ({ erasedAt }) => erasedAt,
    next: NEXT.erased,
  },

  {
    at: 'REQUEST_REFUSED',
    owner: 'CONSUMER',
    when: ({ request }) =>
      request.outcome === 'REFUSED' && !VENDORS_TROUBLE.includes(request.fault) && !isOurCredentials(request.fault),
    since: requestedAt,
    reason: requestFault,
    next: NEXT.correctRequest,
  },
  {
    at: 'CREDENTIALS',
    owner: 'PORTICO',
    when: ({ request }) => request.outcome !== 'SUCCEEDED' && isOurCredentials(request.fault),
    since: requestedAt,
    reason: requestFault,
    next: NEXT.operator,
  },
  {
    at: 'REQUEST_FAILED',
    owner: 'VENDOR',
    when: ({ request }) => request.outcome === 'FAILED' || request.outcome === 'REFUSED',
    since: requestedAt,
    reason: requestFault,
    next: NEXT.repeatRequest,
  },
  {
    at: 'REQUEST_UNKNOWN',
    owner: 'PORTICO',
    when: ({ request }) => request.outcome === 'UNKNOWN',
    since: requestedAt,
    reason: requestFault,
    next: NEXT.findRequest,
  },
  {
    at: 'REQUEST_OPEN',
    owner: 'VENDOR',
    when: ({ request }) => request.outcome === 'OPEN',
    since: requestedAt,
    next: NEXT.awaitAnswer,
  },

  { at: null, owner: null, when: (facts) => awaiting(facts) === 'DONE', since: () => null, next: NEXT.nothing },
  {
    at: 'ENDED',
    owner: 'CONSUMER',
    when: (facts) => awaiting(facts) === 'ENDED',
    since: awaitingSince,
    next: NEXT.askAnew,
  },
  {
    at: 'DECLINED',
    owner: 'CONSUMER',
    when: (facts) => awaiting(facts) === 'DECLINED',
    since: awaitingSince,
    next: NEXT.askAnew,
  },
  {
    at: 'PAUSED',
    owner: 'USER',
    when: (facts) => awaiting(facts) === 'PAUSED',
    since: awaitingSince,
    next: NEXT.resume,
  },
  {
    at: 'SET_UP',
    owner: 'VENDOR',
    when: (facts) => awaiting(facts) === 'SET_UP',
    since: awaitingSince,
    next: NEXT.waitForVendor,
  },
  {
    at: 'REVIEW',
    owner: 'VENDOR',
    when: (facts) => awaiting(facts) === 'VENDOR',
    since: awaitingSince,
    next: NEXT.waitForVendor,
  },
  {
    at: 'STATUS_UNRECOGNISED',
    owner: 'PORTICO',
    when: (facts) => awaiting(facts) === 'UNRECOGNISED',
    since: awaitingSince,
    next: NEXT.operator,
  },

  {
    at: 'RETURN_UNCONFIRMED',
    owner: 'PORTICO',
    when: ({ visit }) => visit !== null && visit.returnedAt !== null && !visit.isConfirmed,
    since: returnedAt,
    next: NEXT.confirming,
  },
  {
    at: 'LINK_NOT_OPENED',
    owner: 'USER',
    when: isFresh,
    since: ({ link }) => link?.issuedAt ?? null,
    next: NEXT.remind,
  },
  {
    at: 'REFUSED',
    owner: 'CONSUMER',
    when: (facts) => isRefused(facts) && isDurable(facts),
    since: awaitingSince,
    next: NEXT.correctByLink,
  },
  { at: 'REFUSED', owner: 'CONSUMER', when: isRefused, since: awaitingSince, next: NEXT.correctApplication },
  {
    at: 'CREDENTIALS',
    owner: 'PORTICO',
    when: ({ failedLink }) => isOurCredentials(failedLink?.fault),
    since: failedAt,
    reason: linkFault,
    next: NEXT.operator,
  },
  {
    at: 'LINK_REFUSED',
    owner: 'CONSUMER',
    when: ({ failedLink }) => failedLink?.outcome === 'REFUSED' && !VENDORS_TROUBLE.includes(failedLink.fault),
    since: failedAt,
    reason: linkFault,
    next: NEXT.correctLink,
  },
  {
    at: 'LINK_FAILED',
    owner: 'VENDOR',
    when: ({ failedLink }) => failedLink !== null,
    since: failedAt,
    reason: linkFault,
    next: NEXT.linkAgain,
  },
  {
    at: 'LINK_GIVEN',
    owner: 'USER',
    when: (facts) => isAway(facts) && facts.visit?.wasClicked === false,
    since: ({ visit }) => visit?.issuedAt ?? null,
    next: NEXT.letFinish,
  },
  { at: 'AT_VENDOR', owner: 'USER', when: isAway, since: ({ visit }) => visit?.issuedAt ?? null, next: NEXT.letFinish },
  {
    at: 'LINK_MISSING',
    owner: 'CONSUMER',
    when: ({ link }) => link === null,
    since: awaitingSince,
    next: NEXT.firstLink,
  },
  {
    at: 'LINK_REVOKED',
    owner: 'CONSUMER',
    when: ({ link }) => link?.state === 'REVOKED',
    since: linkEnded,
    next: NEXT.newDurableLink,
  },
  {
    at: 'LINK_LIMIT',
    owner: 'CONSUMER',
    when: ({ link }) => link?.state === 'LIMIT',
    since: linkEnded,
    next: NEXT.newDurableLink,
  },
  {
    at: 'LINK_EXPIRED',
    owner: 'CONSUMER',
    when: ({ link }) => link?.mode === 'durable' && link.state === 'EXPIRED',
    since: linkEnded,
    next: NEXT.newDurableLink,
  },

  {
    at: 'LEFT_UNFINISHED',
    owner: 'USER',
    when: (facts) => cameBack(facts) && isDurable(facts),
    since: returnedAt,
    reason: said,
    next: NEXT.pressAgain,
  },
  { at: 'LEFT_UNFINISHED', owner: 'CONSUMER', when: cameBack, since: returnedAt, reason: said, next: NEXT.anotherLink },
  {
    at: 'NOT_RETURNED',
    owner: 'USER',
    when: (facts) => isOver(facts) && isDurable(facts) && wasClicked(facts),
    since: expiredAt,
    next: NEXT.pressAgain,
  },
  {
    at: 'LINK_EXPIRED',
    owner: 'CONSUMER',
    when: (facts) => isOver(facts) && !isDurable(facts),
    since: expiredAt,
    next: NEXT.anotherLink,
  },
  {
    at: 'LINK_TO_REOPEN',
    owner: 'USER',
    when: ({ link }) => link?.pressedAt !== null,
    since: linkAwaitedSince,
    next: NEXT.pressAgain,
  },
  {
    at: 'LINK_NOT_OPENED',
    owner: 'USER',
    when: () => true,
    since: linkAwaitedSince,
    next: NEXT.remind,
  },
];

/** Where the journey waits. A pure function of the facts. */
export function diagnose(facts: JourneyFacts): Diagnosis {
  const { at, owner, since, reason, next } = TABLE.find(({ when }) => when(facts))!;
  return { stuckAt: at, since: since(facts), owner, reason: reason?.(facts) ?? null, nextAction: next[facts.journey] };
}
