import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../config/clock';
import { Confirmation } from '../database/confirmation';
import type { Write } from '../database/write';
import type { Caller } from '../http/request/caller';
import type { EventType } from './event-types';
import { EventNumbering } from './event-numbering';
import { EventWaiters } from './event-waiters';
import { EventsRepository, type NumberedEvent } from './events.repository';
import type { NewEvent } from './event-payload';

export interface EventQuery {
  /** The last position that the consumer has; '0': from the beginning. */
  readonly position: string;
  /** None: all. */
  readonly types: readonly EventType[];
  readonly most: number;
  /** Milliseconds to wait for an event when there is none. */
  readonly waitMs: number;
}

/** A page of events. `next` also skips the events whose types were not asked for. */
export interface EventPage {
  readonly events: readonly NumberedEvent[];
  readonly next: string;
  readonly isMore: boolean;
}

/** Records events of journeys, and lists them for consumers. */
@Injectable()
export class EventsService {
  /** Last position known to be confirmed; positions grow in commit order, so earlier ones are confirmed too. */
  private confirmed = 0n;

  constructor(
    private readonly repository: EventsRepository,
    private readonly numbering: EventNumbering,
    private readonly waiters: EventWaiters,
    private readonly confirmation: Confirmation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Commit it with the state that the event reports; the event becomes visible after the commit. */
  record(event: NewEvent): Write<void> {
    this.numbering.soon();
    return this.repository.record({ ...event, eventId: uuidv7(), occurredAt: this.clock.now() });
  }

  /** In order after a position, none that a failover could lose. Throws Fault `too-many-waiting` or `overloaded`. */
  async list(
    { consumerId }: Caller,
    { position, types, most, waitMs }: EventQuery,
    gone: AbortSignal,
  ): Promise<EventPage> {
    let last = '0';
    const found = await this.waiters.until(consumerId, waitMs, gone, async () => {
      // Read before the events: any event that is added in between has a later position.
      if (types.length > 0) last = await this.repository.lastOf(consumerId);
      const events = await this.repository.listAfter(consumerId, position, types, most + 1);
      await this.confirmUpTo(later(last, events.at(-1)?.position ?? '0'));
      return events;
    });
    const events = found.slice(0, most);
    const isMore = found.length > most;
    const shown = events.at(-1)?.position ?? position;
    return { events, isMore, next: isMore ? shown : later(shown, last) };
  }

  /** What a journey's consumer was told, newest first: for operators. */
  ofJourney(journeyId: string, most: number): Promise<NumberedEvent[]> {
    return this.repository.ofJourney(journeyId, most);
  }

  private async confirmUpTo(position: string): Promise<void> {
    const newest = BigInt(position);
    if (newest <= this.confirmed) return;
    await this.confirmation.confirm();
    if (newest > this.confirmed) this.confirmed = newest;
  }
}

const later = (one: string, other: string): string => (BigInt(one) > BigInt(other) ? one : other);
