import type { FlowSearch } from '../../journeys/flow/flow-figures';
import { FLOW_DAYS } from '../../journeys/flow/flow-rounds';
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
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The day, so many days before `day`. */
export const daysBefore = (day: string, days: number): string =>
  dayAt(Date.parse(`${day}T00:00:00.000Z`) - days * MS_PER_DAY);

/** A day that there is; null: no day, or none that a calendar has. */
function dayIn(text: string): string | null {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  return Number.isNaN(time) || dayAt(time) !== text ? null : text;
}

/** Reads the query. A period ends today at the latest, and has 92 days at most; without one, the last thirty days. */
export function flowChoiceOf(query: Readonly<Record<string, unknown>>, now: Date): FlowChoice {
  const today = dayAt(now.getTime());
  const earliest = daysBefore(today, FLOW_DAYS - 1);
  const [wantedFrom, wantedTo] = [dayIn(queried(query, 'from')), dayIn(queried(query, 'to'))];
  const to = wantedTo === null || wantedTo > today || wantedTo < earliest ? today : wantedTo;
  const usual = daysBefore(to, USUAL_DAYS - 1);
  const from = wantedFrom === null || wantedFrom > to ? usual : wantedFrom;
  const shown = from < earliest ? earliest : from;
  const given = { from: queried(query, 'from'), to: queried(query, 'to') };
  return {
    journey: queried(query, 'journey') === 'consent' ? 'consent' : 'onboarding',
    consumer: queried(query, 'consumer') || null,
    from: shown,
    to,
    isCorrected: (given.from !== '' && given.from !== shown) || (given.to !== '' && given.to !== to),
  };
}
