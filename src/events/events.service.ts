import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../config/clock';
import { Confirmation } from '../database/confirmation';
import type { Write } from '../database/write';
import type { Caller } from '../http/request/caller';
import type { EventType } from './event-types';
import { EventNumbering } from './event-numbering';
import { EventWaiters } from './event-waiters';
import { EventsRepository, type PlacedEvent } from './events.repository';
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

/** A page of events. `next` passes over what the types leave out. */
export interface EventPage {
  readonly events: readonly PlacedEvent[];
  readonly next: string;
  readonly isMore: boolean;
}

/** Tells consumers what happens in their journeys. */
@Injectable()
export class EventsService {
  /**
   * The last position that is known to be confirmed. Positions grow in the order of their commits, so those before it
   * are, too.
   */
  private confirmed = 0n;

  constructor(
    private readonly repository: EventsRepository,
    private readonly numbering: EventNumbering,
    private readonly waiters: EventWaiters,
    private readonly confirmation: Confirmation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** It is told once it is committed: commit it with the state that it tells of. */
  record(event: NewEvent): Write<void> {
    this.numbering.soon();
    return this.repository.record(uuidv7(), this.clock.now(), event);
  }

  /**
   * The consumer's own events behind a position, in their order, and where to go on; nothing that a failover could take
   * back. Throws Fault `too-many-waiting` or `overloaded`.
   */
  async list(
    { consumerId }: Caller,
    { position, types, most, waitMs }: EventQuery,
    gone: AbortSignal,
  ): Promise<EventPage> {
    let last = '0';
    const found = await this.waiters.until(consumerId, waitMs, gone, async () => {
      // Before the events are read: whatever comes in between lies behind it.
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

  private async confirmUpTo(position: string): Promise<void> {
    const newest = BigInt(position);
    if (newest <= this.confirmed) return;
    await this.confirmation.confirm();
    if (newest > this.confirmed) this.confirmed = newest;
  }
}

const later = (one: string, other: string): string => (BigInt(one) > BigInt(other) ? one : other);
