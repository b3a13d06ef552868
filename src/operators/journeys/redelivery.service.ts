import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import { DeliveriesService } from '../../events/deliveries/deliveries.service';

/** Sends an event again, to every live subscription that it was addressed to. */
@Injectable()
export class RedeliveryService {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Which of these events can be sent again now. */
  async possible(eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(eventIds.length === 0 ? [] : await this.deliveries.toLive(eventIds));
  }

  /** Returns how many subscriptions there are. Throws Fault `not-found`, `subscription-disabled`. */
  async redeliver(actor: Actor, eventId: string): Promise<number> {
    const found = isUUID(eventId) ? await this.deliveries.ofEvent(eventId) : [];
    if (found.length === 0)
      throw new Fault('not-found', { detail: 'No event with this id was addressed to a live subscription.' });
    const event = this.audit.event(
      actor,
      {
        action: 'operator.event.redeliver',
        subject: found[0]!.eventId,
        detail: { subscriptions: found.map(({ subscriptionId }) => subscriptionId) },
      },
      'SUCCEEDED',
    );
    try {
      await this.committer.commit(together(event, ...found.map((one) => this.deliveries.redelivery(one))));
    } catch (error) {
      throw error instanceof WriteRefused ? new Fault('subscription-disabled') : error;
    }
    this.deliveries.redelivered();
    return found.length;
  }
}
