import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../config/clock';
import { Confirmation } from '../database/confirmation';
import type { Write } from '../database/write';
import type { Caller } from '../http/caller';
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

/** Tells consumers what happens in their journeys. */
@Injectable()
export class EventsService {
  /** The last position that is known to be confirmed. Positions grow in the order of their commits, so those before it are, too. */
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

  /** The consumer's own events behind a position, in their order, and none that a failover could take back. Throws Fault `too-many-waiting`. */
  async list({ consumerId }: Caller, { position, types, most, waitMs }: EventQuery, gone: AbortSignal): Promise<readonly PlacedEvent[]> {
    return this.waiters.until(consumerId, waitMs, gone, () => this.confirmedAfter(consumerId, position, types, most));
  }

  private async confirmedAfter(consumerId: string, position: string, types: readonly EventType[], most: number): Promise<readonly PlacedEvent[]> {
    const found = await this.repository.listAfter(consumerId, position, types, most);
    const newest = BigInt(found.at(-1)?.position ?? 0);
    if (newest > this.confirmed) {
      await this.confirmation.confirm();
      if (newest > this.confirmed) this.confirmed = newest;
    }
    return found;
  }
}
