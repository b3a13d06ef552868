import type { SurveyedLink } from '../links/links.service';
import type { LinkFacts } from './journey-facts';

const STATES = {
  OPEN: 'LIVE',
  DECIDED: 'LIVE',
  LIMIT: 'LIMIT',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
  ERASED: 'REVOKED',
  CUT_OFF: 'REVOKED',
} as const;

export const durableEntryLink = ({ state, issuedAt, endedAt }: SurveyedLink): LinkFacts => ({
  mode: 'durable',
  state: STATES[state],
  issuedAt,
  endedAt,
});

/** The user's link to enter the journey: the newest of those that still work, otherwise the newest of all. */
export function latestEntryLink(links: readonly LinkFacts[]): LinkFacts | null {
  const newestFirst = links.toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
  return newestFirst.find(({ state }) => state === 'LIVE') ?? newestFirst[0] ?? null;
}
