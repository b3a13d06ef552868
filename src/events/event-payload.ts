import type { Json } from '../audit/canonical-json';
import type { EventType } from './event-types';

/** An event to be sent to a consumer. */
export interface NewEvent {
  /** The consumer whose journey it is. */
  readonly consumerId: string;
  readonly type: EventType;
  /** Our id of the journey; consumers do not see it. */
  readonly journeyId: string;
  /** What consumers see. No personal data. */
  readonly data: Readonly<Record<string, Json>>;
}

/** The event as a consumer receives it, in a list or in a delivery (Standard Webhooks, "Payload structure"). */
export interface EventPayload {
  readonly id: string;
  readonly type: EventType;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

interface StoredEvent {
  readonly event_id: string;
  readonly type: EventType;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

export function payloadOf({ event_id, type, occurred_at, data }: StoredEvent): EventPayload {
  return { id: event_id, type, timestamp: occurred_at.toISOString(), data: { ...data } };
}
