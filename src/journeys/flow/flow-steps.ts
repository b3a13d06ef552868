import type { AuditStep } from '../../audit/history/audit-history';
import type { FoundJourney, Journey } from '../../journey-registry/journey';
import type { Awaiting, JourneyFacts } from '../../journey-registry/journey-facts';
import { diagnose } from '../diagnosis';
import type { StuckAt } from '../stuck-at';
import { shownSeconds } from './shown-seconds';

/** The steps of both kinds of journeys, in order. A journey that has reached one has reached those before it. */
export const FLOW_STEPS = ['BEGAN', 'ACCEPTED', 'LINK', 'ANSWERED', 'APPROVED'] as const;

export type FlowStep = (typeof FLOW_STEPS)[number];

/** Where a journey stands in the flow. `DONE`: nothing is waited for any more. */
export type FlowStanding = StuckAt | 'DONE';

/** What the figures of the flow count of one journey. */
export interface FlowJourney {
  readonly journeyId: string;
  readonly journey: Journey['name'];
  readonly consumerId: string;
  /** When it began (UTC), which its id tells; the day is the one that the figures count it under. */
  readonly day: string;
  /** Index of the last step that it has reached. */
  readonly step: number;
  readonly standing: FlowStanding;
  /** For each step after the first that it has reached: seconds since the step before, as they are shown. */
  readonly waits: readonly number[];
  /** When its standing changes without anything happening: a link expires. Null: never. */
  readonly judgeAt: Date | null;
}

/** A link that is pressed too often works again on another day: it is judged anew at least this often. */
const LIMIT_JUDGED_MS = 3_600_000;

/** Everything of the user that is an answer, whatever the vendor makes of it. */
const ANSWERS: readonly (Awaiting | null)[] = ['VENDOR', 'SET_UP', 'DONE', 'PAUSED', 'REFUSED', 'DECLINED'];
/** Only what was approved is done, or can be paused. */
const APPROVALS: readonly (Awaiting | null)[] = ['DONE', 'PAUSED'];

/** A pure function of what is known of the journey; `steps` are its audit rows, oldest first. */
export function flowOf(
  { name, awaiting }: Pick<Journey, 'name' | 'awaiting'>,
  { journeyId, consumerId, requestedAt }: FoundJourney,
  facts: JourneyFacts,
  steps: readonly AuditStep[],
): FlowJourney {
  const observed = (is: (from: Awaiting | null, to: Awaiting | null) => boolean): Date | null =>
    steps.find(
      ({ action, result, detail }) =>
        action.endsWith('.status.observed') &&
        result === 'SUCCEEDED' &&
        is(awaiting(String(detail.from)), awaiting(String(detail.to))),
    )?.occurredAt ?? null;
  const standsSince = (known: readonly (Awaiting | null)[]): Date | null =>
    facts.stand && known.includes(facts.stand.awaiting) ? facts.stand.since : null;
  const known = [
    earliest([requestedAt, steps[0]?.occurredAt ?? null]),
    acceptedAt(facts, steps),
    earliest([linkedAt(steps), facts.link?.issuedAt ?? null]),
    observed((from, to) => ANSWERS.includes(to) || (from === 'USER' && to === 'USER')) ?? standsSince(ANSWERS),
    observed((_from, to) => APPROVALS.includes(to)) ?? standsSince(APPROVALS),
  ];
  const times = withoutGaps(known);
  const at = times.map((time) => time.getTime());
  return {
    journeyId,
    journey: name,
    consumerId,
    day: dayOfId(journeyId),
    step: times.length - 1,
    standing: diagnose(facts).stuckAt ?? 'DONE',
    waits: at.slice(1).map((time, index) => shownSeconds((time - at[index]!) / 1000)),
    judgeAt: changesAt(facts, steps),
  };
}

const earliest = (times: readonly (Date | null)[]): Date | null =>
  times.filter((time) => time !== null).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;

function acceptedAt({ request }: JourneyFacts, steps: readonly AuditStep[]): Date | null {
  if (request.outcome !== 'SUCCEEDED') return null;
  const answer = steps.find(
    ({ action, result }) =>
      (action === 'onboarding.customer.create' || action === 'consent.request') && result === 'SUCCEEDED',
  );
  return answer?.occurredAt ?? request.at;
}

/** The first link of either kind. The answer to a request for a consent has one, unless a durable link was wanted. */
function linkedAt(steps: readonly AuditStep[]): Date | null {
  const wished = (intentId: string | null): unknown => steps.find(({ entryId }) => entryId === intentId)?.detail.link;
  const found = steps.find(
    ({ action, result, intentId }) =>
      result === 'SUCCEEDED' &&
      (action === 'link.issue' ||
        action === 'onboarding.grant.create' ||
        action === 'consent.link.create' ||
        (action === 'consent.request' && wished(intentId) !== 'durable')),
  );
  return found?.occurredAt ?? null;
}

/** Up to the last step that was reached: a step that was not noticed counts at the time of the one after it. */
function withoutGaps(known: readonly (Date | null)[]): Date[] {
  const last = known.findLastIndex((time) => time !== null);
  return known.slice(0, last + 1).map((_, index) => earliest(known.slice(index))!);
}

/** UUIDv7: the first 48 bits are the instant (RFC 9562, 5.7). */
export const instantOfId = (id: string): Date => new Date(Number.parseInt(id.slice(0, 13).replace('-', ''), 16));

/** The day (UTC) in which a journey with this id began. */
export const dayOfId = (id: string): string => instantOfId(id).toISOString().slice(0, 10);

function changesAt({ stand, visit, link, now }: JourneyFacts, steps: readonly AuditStep[]): Date | null {
  if (stand?.awaiting !== 'USER' && stand?.awaiting !== 'REFUSED') return null;
  const ends = steps.flatMap(({ action, detail }) =>
    action === 'link.issue' && typeof detail.expires_at === 'string' ? [new Date(detail.expires_at)] : [],
  );
  const limited = link?.state === 'LIMIT' ? [new Date(now.getTime() + LIMIT_JUDGED_MS)] : [];
  return earliest([...(visit ? [visit.expiresAt] : []), ...ends, ...limited].filter((time) => time > now));
}
