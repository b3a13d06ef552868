import type { Awaiting, JourneyFacts, JourneyName, RequestFacts } from '../../journey-registry/journey-facts';
import { diagnose, type Owner } from '../diagnosis';
import { entryLinkOf } from '../entry-link';
import type { TimelineEntry } from '../timeline';

/** How long a vendor's link is taken to work where its entry does not say: a quarter of an hour. */
const LINK_LIFE_MS = 900_000;
const BEGINS: readonly string[] = ['onboarding.customer.create', 'consent.request'];
const MINTS: readonly string[] = ['onboarding.grant.create', 'consent.link.create'];

/** Whose move it is at a vendor's status; null: there is no such status. */
export type AwaitingAt = (status: string) => Awaiting | null;

/** For whom the journey waited at `now`, as the diagnosis said then; `entries`: all until then. Null: for none. */
export const awaitedAfter = (
  journey: JourneyName,
  entries: readonly TimelineEntry[],
  awaitingAt: AwaitingAt,
  now: Date,
): Owner | null => diagnose(factsAt(journey, entries, awaitingAt, now)).owner;

/** What was known of the journey, as far as the entries tell it. */
function factsAt(
  journey: JourneyName,
  entries: readonly TimelineEntry[],
  awaitingAt: AwaitingAt,
  now: Date,
): JourneyFacts {
  const request = requestOf(entries);
  const stand = request.outcome === 'SUCCEEDED' ? standOf(entries, awaitingAt, request.at) : null;
  const since = stand?.since ?? request.at;
  const handed = entries.flatMap((entry) => handedOut(entry, since));
  const visit = handed.at(-1) ?? null;
  const back = entries.findLast(
    ({ action, outcome, at }) =>
      action === `${journey}.return` && outcome === 'SUCCEEDED' && visit !== null && at >= visit.issuedAt,
  );
  const returned = visit && { ...visit, returnedAt: back?.at ?? null, said: null, isConfirmed: true };
  const oneTime = handed.findLast(({ wasClicked }) => !wasClicked);
  const oneTimeLink = oneTime ? { ...oneTime, returnedAt: oneTime === visit ? (back?.at ?? null) : null } : null;
  const minted = entries.findLast(({ action, outcome }) => MINTS.includes(action) && outcome !== 'STARTED');
  const hasFailed = minted && minted.outcome !== 'SUCCEEDED' && minted.at >= since;
  return {
    journey,
    now,
    erasedAt: null,
    request,
    stand,
    link: entryLinkOf(oneTimeLink, durableLinks(entries, now), now),
    visit: returned,
    failedLink: hasFailed
      ? {
          outcome: minted.outcome as 'REFUSED' | 'FAILED' | 'UNKNOWN',
          fault: minted.facts.fault ?? null,
          at: minted.at,
        }
      : null,
  };
}

function requestOf(entries: readonly TimelineEntry[]): RequestFacts {
  const last = entries.findLast(({ action }) => BEGINS.includes(action));
  if (!last) return { outcome: 'SUCCEEDED', fault: null, at: entries[0]!.at };
  const { outcome, facts, at } = last;
  return { outcome: outcome === 'STARTED' ? 'OPEN' : outcome, fault: facts.fault ?? null, at };
}

function standOf(entries: readonly TimelineEntry[], awaitingAt: AwaitingAt, since: Date): JourneyFacts['stand'] {
  const last = entries.findLast(
    ({ action, outcome }) => action.endsWith('.status.observed') && outcome === 'SUCCEEDED',
  );
  return last
    ? { awaiting: awaitingAt(last.facts.to ?? '') ?? 'UNRECOGNISED', since: last.at }
    : { awaiting: 'USER', since };
}

/** A vendor's link that was handed out, directly or to who pressed a durable link. */
function handedOut(
  { action, outcome, facts, at }: TimelineEntry,
  since: Date,
): { issuedAt: Date; expiresAt: Date; wasClicked: boolean }[] {
  const isDirect = facts.opening === 'NOT_TOLD_BY_VENDOR';
  if (outcome !== 'SUCCEEDED' || at < since || !(isDirect || MINTS.includes(action))) return [];
  const expiresAt = facts.expires_at ? new Date(facts.expires_at) : new Date(at.getTime() + LINK_LIFE_MS);
  return [{ issuedAt: at, expiresAt, wasClicked: !isDirect }];
}

function durableLinks(entries: readonly TimelineEntry[], now: Date): Parameters<typeof entryLinkOf>[1] {
  const lastOf = (action: string, linkId: string | undefined): Date | null =>
    entries.findLast(
      (entry) => entry.action === action && entry.outcome === 'SUCCEEDED' && entry.facts.link_id === linkId,
    )?.at ?? null;
  return entries
    .filter(({ action, outcome }) => action === 'link.issue' && outcome === 'SUCCEEDED')
    .map(({ at: issuedAt, facts: { link_id: linkId, expires_at: expires } }) => {
      const revokedAt = lastOf('link.revoke', linkId);
      const expiredAt = expires && new Date(expires) <= now ? new Date(expires) : null;
      return {
        state: revokedAt ? 'REVOKED' : expiredAt ? 'EXPIRED' : 'OPEN',
        issuedAt,
        endedAt: revokedAt ?? expiredAt,
        pressedAt: lastOf('link.click', linkId),
      };
    });
}
