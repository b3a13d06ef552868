import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { Replayable } from '../../idempotency/idempotency.service';
import { KeyedChanges } from '../../idempotency/keyed-changes';
import { REDELIVER } from '../deliveries/deliveries.repository';
import { DeliveriesService } from '../deliveries/deliveries.service';
import { DeliveryDto } from '../deliveries/delivery.dto';
import { EventDelivery } from '../deliveries/event-delivery.entity';
import type { WebhookSubscription } from './webhook-subscription.entity';
import { SubscriptionsRepository } from './subscriptions.repository';
import { entityOf } from '../../database/entity-of';

const MAX_LISTED = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where consumers want their events to be sent; other consumers' subscriptions are `not-found`. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly deliveries: DeliveriesService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly changes: KeyedChanges,
  ) {}

  /** Throws Fault `not-found`. */
  async get({ consumerId }: Caller, subscriptionId: string): Promise<WebhookSubscription> {
    const found = UUID.test(subscriptionId) ? await this.repository.find(consumerId, subscriptionId) : null;
    if (!found) throw new Fault('not-found', { detail: 'No subscription of yours has this id.' });
    return found;
  }

  /** Newest first. */
  list({ consumerId }: Caller): Promise<WebhookSubscription[]> {
    return this.repository.list(consumerId, MAX_LISTED);
  }

  async disable(caller: Caller, subscriptionId: string): Promise<WebhookSubscription> {
    const { disabledAt } = await this.get(caller, subscriptionId);
    if (disabledAt === null)
      await this.committer.commit(
        together(
          this.repository.disable(subscriptionId, 'CONSUMER'),
          this.audit.event(
            caller,
            { action: 'events.subscription.disable', subject: subscriptionId, detail: { because: 'CONSUMER' } },
            'SUCCEEDED',
          ),
        ),
      );
    return this.get(caller, subscriptionId);
  }

  /** Newest first; `before` is an event's id. */
  async listDeliveries(
    caller: Caller,
    subscriptionId: string,
    { state, before, most }: { state: EventDelivery['state'] | null; before: string | null; most: number },
  ): Promise<EventDelivery[]> {
    await this.get(caller, subscriptionId);
    return this.deliveries.list(caller.consumerId, subscriptionId, state, before, most);
  }

  /** 202; sends it as a first attempt, in any state, once by key. Throws Fault `not-found`, `subscription-disabled`. */
  async redeliver(caller: Caller, key: string | null, subscriptionId: string, eventId: string): Promise<Replayable> {
    const found = await this.get(caller, subscriptionId);
    const scope = key === null ? null : { consumerId: caller.consumerId, operation: 'redeliverWebhook', key };
    const made = this.changes.make(
      scope,
      { subscription_id: found.subscriptionId, event_id: eventId.toLowerCase() },
      async () => {
        if (found.disabledAt !== null) throw new Fault('subscription-disabled');
        const known = UUID.test(eventId) ? await this.deliveries.find(subscriptionId, eventId) : null;
        if (!known)
          throw new Fault('not-found', { detail: 'No event with this id was addressed to this subscription.' });
        const again = entityOf(EventDelivery, {
          ...known,
          state: 'PENDING',
          attempts: 0,
          dueAt: await this.repository.now(),
        });
        const write = together(
          this.deliveries.redelivery(known),
          this.audit.event(
            caller,
            { action: 'events.delivery.redeliver', subject: found.subscriptionId, detail: { event_id: known.eventId } },
            'SUCCEEDED',
          ),
        );
        return { status: 202, response: DeliveryDto.from(again), write };
      },
    );
    const answer = await made.catch((error: unknown) => {
      throw REDELIVER.refused(error) ? new Fault('subscription-disabled') : error;
    });
    this.deliveries.redelivered();
    return answer;
  }
}
