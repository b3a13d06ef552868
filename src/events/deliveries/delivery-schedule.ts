import type { UpkeepConfig } from '../../config/upkeep.config';
import { kept, removedAfter, type TableLife } from '../../retention/table-life';

/**
 * Seconds from each failed attempt to the next (Standard Webhooks, "Deliverability and reliability"): ten attempts in a
 * little over three days.
 */
export const DELIVERY_DELAYS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** A part of the delay that is drawn by lot, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * Seconds until the next attempt after so many; null: it was the last. `random` is in [0, 1). A target that asks for
 * more time (Retry-After, in seconds) gets it, up to a day.
 */
export function nextAttemptSeconds(attempts: number, random: number, pace: number, askedSeconds = 0): number | null {
  const delay = DELIVERY_DELAYS[attempts - 1];
  if (delay === undefined) return null;
  return Math.max(Math.min(askedSeconds, 86_400), delay * pace * (1 - JITTER / 2 + JITTER * random));
}

/** Days that a delivery is listed. */
const DELIVERY_DAYS = 30;

/**
 * The newest event stays, for positions go on from it; so does one that is still to be numbered, addressed or
 * delivered.
 */
const EVENT_MAY_GO = `t.position < (SELECT max(n.position) FROM portico.events AS n) AND NOT t.awaits_deliveries
  AND NOT EXISTS (SELECT FROM portico.event_deliveries AS d WHERE d.event_id = t.event_id)`;
/** Not what waits, nor what was asked for again a short while ago. */
const DELIVERY_MAY_GO = "t.due_at IS NULL AND coalesce(t.last_attempt_at < now() - interval '1 day', true)";

/** Deliveries first: an event goes once none refers to it. */
export const eventLives = ({ eventsKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  removedAfter(Math.min(DELIVERY_DAYS, days), '30 days after the event, once they were delivered or given up', {
    table: 'event_deliveries',
    key: ['subscription_id', 'event_id'],
    place: 'event_id',
    type: 'uuid',
    mayGo: DELIVERY_MAY_GO,
  }),
  removedAfter(days, `${days} days (\`EVENTS_KEPT_DAYS\`)`, {
    table: 'events',
    key: ['event_id'],
    place: 'event_id',
    type: 'uuid',
    mayGo: EVENT_MAY_GO,
  }),
  kept(
    'webhook_subscriptions',
    'while they are live; disabled ones 30 days, the newest fifty of each consumer ' +
      '(`events/subscriptions/subscription-cleanup.ts`)',
  ),
];
