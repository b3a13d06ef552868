import type { Json } from '../audit/canonical-json';
import type { ConfirmedBy } from '../http/provenance/provenance';
import { ProvenanceDto } from '../http/provenance/provenance.dto';
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

/** A vendor's status as it is stored, and what confirmed it. */
interface StoredStatus {
  readonly status: string;
  readonly statusRevision: number;
  readonly statusConfirmedBy: ConfirmedBy;
  readonly statusConfirmedAt: Date;
  readonly statusStaleAfter: Date | null;
}

/** The part of an event's data that every journey has: the status and its provenance; `rest` is that of the type. */
export const statusData = (
  { status, statusRevision, statusConfirmedBy, statusConfirmedAt, statusStaleAfter }: StoredStatus,
  rest: NewEvent['data'],
): NewEvent['data'] => ({
  status,
  ...rest,
  revision: statusRevision,
  ...ProvenanceDto.of({ confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter }),
});

interface StoredEvent {
  readonly event_id: string;
  readonly type: EventType;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

export function payloadOf({ event_id, type, occurred_at, data }: StoredEvent): EventPayload {
  return { id: event_id, type, timestamp: occurred_at.toISOString(), data: { ...data } };
}
