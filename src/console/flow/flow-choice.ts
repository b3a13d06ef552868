import type { FlowSearch } from '../../journeys/flow/flow-figures';
import { FLOW_DAYS } from '../../journeys/flow/flow-rounds';
import { daysIn, choiceIn } from '../page/fields';
import { queried } from '../page/parts';

/** What the page shows, as its address says it. */
export interface FlowChoice extends Omit<FlowSearch, 'consumerId'> {
  /** A client_id; null: all. */
  readonly consumer: string | null;
  /** Whether the address asked for another period, which cannot be shown. */
  readonly isCorrected: boolean;
}

const USUAL_DAYS = 30;
const MS_PER_DAY = 86_400_000;
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The day, so many days before `day`. */
export const daysBefore = (day: string, days: number): string =>
  dayAt(Date.parse(`${day}T00:00:00.000Z`) - days * MS_PER_DAY);

/**
 * Reads the query. A period ends today at the latest, and has 92 days at most; without one, the last thirty days.
 * Throws Fault `bad-request`.
 */
export function flowChoiceOf(query: Readonly<Record<string, unknown>>, now: Date): FlowChoice {
  const today = dayAt(now.getTime());
  const earliest = daysBefore(today, FLOW_DAYS - 1);
  const { first: wantedFrom, last: wantedTo } = daysIn(query, 'from', 'to');
  const to = wantedTo === null || wantedTo > today || wantedTo < earliest ? today : wantedTo;
  const usual = daysBefore(to, USUAL_DAYS - 1);
  const from = wantedFrom === null || wantedFrom > to ? usual : wantedFrom;
  const shown = from < earliest ? earliest : from;
  return {
    journey: choiceIn(query, 'journey', ['onboarding', 'consent']) ?? 'onboarding',
    consumer: queried(query, 'consumer') || null,
    from: shown,
    to,
    isCorrected: (wantedFrom !== null && wantedFrom !== shown) || (wantedTo !== null && wantedTo !== to),
  };
}
