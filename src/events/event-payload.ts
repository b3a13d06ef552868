import type { Json } from '../audit/canonical-json';
import type { EventType } from './event-types';

/** Something that a consumer is to be told. */
export interface NewEvent {
  /** Whose journey it is. */
  readonly consumerId: string;
  readonly type: EventType;
  /** Our id of the journey; consumers do not see it. */
  readonly journeyId: string;
  /** What consumers see. No personal data. */
  readonly data: Readonly<Record<string, Json>>;
}

/** What a consumer gets of an event, in a list or in a delivery (Standard Webhooks, "Payload structure"). */
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
