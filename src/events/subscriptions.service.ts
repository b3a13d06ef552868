import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type AuditedAction, AuditService } from '../audit/audit.service';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { together, type Write } from '../database/write';
import { Fault, fieldFault } from '../errors';
import type { Caller } from '../http/caller';
import { DeliveriesService } from './deliveries.service';
import type { EventDelivery } from './entities/event-delivery.entity';
import type { WebhookSubscription } from './entities/webhook-subscription.entity';
import { newWebhookSecret } from './standard-webhook';
import { ADD_REFUSED, MOST_SUBSCRIPTIONS, SubscriptionsRepository } from './subscriptions.repository';
import { TargetPolicy } from './target-policy';

const MOST_LISTED = 100;
/** Seconds that a replaced secret goes on signing beside the new one. */
const OVERLAP_SECONDS = 86_400;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A subscription, and its secret where it is told: once, when it was made. */
export interface ToldSubscription {
  readonly subscription: WebhookSubscription;
  readonly secret: string;
}

/** Where consumers want their events to be sent. A subscription belongs to its consumer; to everybody else there is none. */
@Injectable()
export class SubscriptionsService {
  private readonly policy: TargetPolicy;

  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly deliveries: DeliveriesService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CONFIG) config: Config,
  ) {
    this.policy = new TargetPolicy(config.upkeep.allowedTargets, config.mode === 'sandbox');
  }

  /** Throws a 400 that names `url`. */
  async create(caller: Caller, url: string, eventTypes: readonly string[]): Promise<ToldSubscription> {
    const [subscriptionId, secret, target] = [uuidv7(), newWebhookSecret(), await this.policy.judge(url)];
    const added = this.repository.add(subscriptionId, caller.consumerId, { url: target, eventTypes, secret });
    try {
      await this.committer.commit(together(added, this.event(caller, 'events.subscription.create', subscriptionId, { target_origin: new URL(target).origin, event_types: [...eventTypes] })));
    } catch (error) {
      if (error instanceof WriteRefused && error.reason === ADD_REFUSED) throw fieldFault('/url', 'limit', `a consumer may have ${MOST_SUBSCRIPTIONS} subscriptions; disable one first`);
      throw error;
    }
    return { subscription: await this.get(caller, subscriptionId), secret };
  }

  /** Throws Fault `not-found`. */
  async get({ consumerId }: Caller, subscriptionId: string): Promise<WebhookSubscription> {
    const found = UUID.test(subscriptionId) ? await this.repository.find(consumerId, subscriptionId) : null;
    if (!found) throw new Fault('not-found', { detail: 'No subscription of yours has this id.' });
    return found;
  }

  /** Newest first. */
  list({ consumerId }: Caller): Promise<WebhookSubscription[]> {
    return this.repository.list(consumerId, MOST_LISTED);
  }

  async rotate(caller: Caller, subscriptionId: string): Promise<ToldSubscription> {
    await this.get(caller, subscriptionId);
    const secret = newWebhookSecret();
    await this.committer.commit(together(this.repository.rotate(subscriptionId, secret, OVERLAP_SECONDS), this.event(caller, 'events.subscription.rotate', subscriptionId, {})));
    return { subscription: await this.get(caller, subscriptionId), secret };
  }

  async disable(caller: Caller, subscriptionId: string): Promise<WebhookSubscription> {
    const { disabledAt } = await this.get(caller, subscriptionId);
    if (disabledAt === null) await this.committer.commit(together(this.repository.disable(subscriptionId, 'CONSUMER'), this.event(caller, 'events.subscription.disable', subscriptionId, { because: 'CONSUMER' })));
    return this.get(caller, subscriptionId);
  }

  /** Newest first; `before` is an event's id. */
  async listDeliveries(caller: Caller, subscriptionId: string, { state, before, most }: { state: EventDelivery['state'] | null; before: string | null; most: number }): Promise<EventDelivery[]> {
    await this.get(caller, subscriptionId);
    return this.deliveries.list(subscriptionId, state, before, most);
  }

  /** Sends the event again, from the first attempt on, whatever became of it. Throws Fault `not-found`. */
  async redeliver(caller: Caller, subscriptionId: string, eventId: string): Promise<EventDelivery> {
    const { disabledAt } = await this.get(caller, subscriptionId);
    if (disabledAt !== null) throw new Fault('subscription-disabled');
    const known = UUID.test(eventId) ? await this.deliveries.find(subscriptionId, eventId) : null;
    if (!known) throw new Fault('not-found', { detail: 'No event with this id was addressed to this subscription.' });
    await this.deliveries.redeliver(subscriptionId, eventId, this.event(caller, 'events.delivery.redeliver', subscriptionId, { event_id: eventId }));
    return (await this.deliveries.find(subscriptionId, eventId)) ?? known;
  }

  private event(caller: Caller, action: AuditedAction['action'], subject: string, detail: AuditedAction['detail']): Write<unknown> {
    return this.audit.event(caller, { action, subject, detail }, 'SUCCEEDED');
  }
}
