import type { UpkeepConfig } from '../config/upkeep.config';
import { kept, removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { EventDelivery } from './deliveries/event-delivery.entity';
import { JourneyEvent } from './event.entity';

/** Days that a delivery is listed. */
const DELIVERY_DAYS = 30;

/** These stay: the newest event (positions continue from it), and events to be numbered, addressed or delivered. */
const EVENT_MAY_GO = `t.position < (SELECT max(n.position) FROM portico.events AS n) AND NOT t.awaits_deliveries
  AND NOT EXISTS (SELECT FROM portico.event_deliveries AS d WHERE d.event_id = t.event_id)`;
/** Pending deliveries stay, and so do those that were attempted within the last day. */
const DELIVERY_MAY_GO = "t.due_at IS NULL AND coalesce(t.last_attempt_at < now() - interval '1 day', true)";

/** Deliveries first: an event is removed once no delivery refers to it. */
export const eventLives = ({ eventsKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  removedAfter(Math.min(DELIVERY_DAYS, days), '30 days after the event, once they were delivered or given up', {
    ...rowsOf(EventDelivery, 'eventId'),
    mayGo: DELIVERY_MAY_GO,
  }),
  removedAfter(days, `${days} days (\`EVENTS_KEPT_DAYS\`)`, {
    ...rowsOf(JourneyEvent, 'eventId'),
    mayGo: EVENT_MAY_GO,
  }),
  kept(
    'webhook_subscriptions',
    'while they are live; disabled ones 30 days, the newest fifty of each consumer ' +
      '(`events/subscriptions/subscription-cleanup.ts`)',
  ),
];
