import type { UpkeepConfig } from '../../config/upkeep.config';
import { kept, removedAfter, type TableLife } from '../../retention/table-life';

/**
 * Seconds from each failed attempt to the next (Standard Webhooks, "Deliverability and reliability"): ten attempts in a
 * little over three days.
 */
export const DELIVERY_DELAYS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The part of the delay that is random, so that deliveries that failed together are not retried together. */
const JITTER = 0.2;

/**
 * Seconds until the next attempt after this many; null: it was the last. `random` is in [0, 1). A target that asks for
 * a longer delay (Retry-After, in seconds) gets it, up to a day.
 */
export function nextAttemptSeconds(attempts: number, random: number, pace: number, askedSeconds = 0): number | null {
  const delay = DELIVERY_DELAYS[attempts - 1];
  if (delay === undefined) return null;
  return Math.max(Math.min(askedSeconds, 86_400), delay * pace * (1 - JITTER / 2 + JITTER * random));
}

/** Days that a delivery is listed. */
const DELIVERY_DAYS = 30;

/**
 * The newest event stays, because positions continue from it. So does an event that is still to be numbered, to have
 * its deliveries created, or to be delivered.
 */
const EVENT_MAY_GO = `t.position < (SELECT max(n.position) FROM portico.events AS n) AND NOT t.awaits_deliveries
  AND NOT EXISTS (SELECT FROM portico.event_deliveries AS d WHERE d.event_id = t.event_id)`;
/** Pending deliveries stay, and so do those that were attempted within the last day. */
const DELIVERY_MAY_GO = "t.due_at IS NULL AND coalesce(t.last_attempt_at < now() - interval '1 day', true)";

/** Deliveries first: an event is removed once no delivery refers to it. */
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
