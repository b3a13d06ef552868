import type { KnownFacts, LinkFacts } from '../journey-registry/journey-facts';
import type { SurveyedLink } from '../links/links.service';

const STATES = {
  OPEN: 'LIVE',
  DECIDED: 'LIVE',
  STOPPED: 'LIVE',
  LIMIT: 'LIMIT',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
  ERASED: 'REVOKED',
  CUT_OFF: 'REVOKED',
} as const;

/** The user's link to enter the journey: the newest of those that still work, otherwise the newest of all. */
export function entryLinkOf(
  oneTime: KnownFacts['oneTimeLink'],
  durable: readonly Pick<SurveyedLink, 'state' | 'issuedAt' | 'endedAt' | 'pressedAt'>[],
  now: Date,
): LinkFacts | null {
  const links = [
    ...(oneTime ? [oneTimeLink(oneTime, now)] : []),
    ...durable.map(({ state, issuedAt, endedAt, pressedAt }) => ({
      mode: 'durable' as const,
      state: STATES[state],
      issuedAt,
      endedAt,
      pressedAt,
    })),
  ].toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
  return links.find(({ state }) => state === 'LIVE') ?? links[0] ?? null;
}

function oneTimeLink(
  { issuedAt, expiresAt, returnedAt }: NonNullable<KnownFacts['oneTimeLink']>,
  now: Date,
): LinkFacts {
  const isLive = returnedAt === null && expiresAt > now;
  return {
    mode: 'one-time',
    state: isLive ? 'LIVE' : 'EXPIRED',
    issuedAt,
    endedAt: isLive ? null : (returnedAt ?? expiresAt),
    pressedAt: null,
  };
}
