import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../../audit/audit.service';
import { CLOCK, type Clock } from '../../config/clock';
import { random } from '../../config/random';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { together, type Write } from '../../database/write';
import { DeliveriesRepository, type DeliveryAttempt, type DueDelivery, type Taking } from './deliveries.repository';
import { nextAttemptSeconds } from './delivery-schedule';
import type { EventDelivery } from './event-delivery.entity';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository';

const GONE = 410;

/** After an attempt, a delivery is delivered, retried later, or given up, which consumers can see. */
@Injectable()
export class DeliveriesService {
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Calls the listener whenever a redelivery was requested on this replica. */
  onRedelivery(listener: () => void): void {
    this.listeners.push(listener);
  }

  take(taking: Taking): Promise<DueDelivery[]> {
    return this.repository.take(taking);
  }

  /** The secrets that sign: the current one first. */
  secretsOf({ subscription_id, secret_sealed, replaced_secrets_sealed }: DueDelivery): string[] {
    return [secret_sealed, ...replaced_secrets_sealed].map((sealed) =>
      this.subscriptions.secretOf(subscription_id, sealed),
    );
  }

  /** A target that answers 410 wants no more deliveries (Standard Webhooks, "Delivery success and failure"). */
  async settle(
    due: DueDelivery,
    attempt: DeliveryAttempt & { readonly retryAfter?: string | undefined },
  ): Promise<void> {
    if (attempt.problem === null && attempt.status !== null)
      await this.committer.commit(this.repository.delivered(due, attempt.status));
    else if (attempt.status === GONE)
      await this.committer.commit(
        together(
          this.repository.giveUp(due, attempt),
          this.subscriptions.disable(due.subscription_id, 'GONE'),
          this.disabled(due),
        ),
      );
    else await this.committer.commit(this.later(due, attempt));
  }

  /** The deliveries of an event to live subscriptions, of whichever consumer: for operators. */
  ofEvent(eventId: string): Promise<Pick<EventDelivery, 'subscriptionId' | 'eventId'>[]> {
    return this.repository.ofEvent(eventId);
  }

  /** Which of these events were addressed to a live subscription. */
  toLive(eventIds: readonly string[]): Promise<string[]> {
    return this.repository.toLive(eventIds);
  }

  async find(subscriptionId: string, eventId: string): Promise<EventDelivery | null> {
    return this.repository.find(subscriptionId, eventId);
  }

  list(
    consumerId: string,
    subscriptionId: string,
    state: EventDelivery['state'] | null,
    before: string | null,
    most: number,
  ): Promise<EventDelivery[]> {
    return this.repository.list(consumerId, subscriptionId, state, before, most);
  }

  /** Refused (`REDELIVER`) when the subscription is disabled. Call `redelivered` once it is committed. */
  redelivery({ subscriptionId, eventId }: Pick<EventDelivery, 'subscriptionId' | 'eventId'>): Write<void> {
    return this.repository.redeliver(subscriptionId, eventId);
  }

  /** A redelivery was committed and may be sent now. */
  redelivered(): void {
    for (const listener of this.listeners) listener();
  }

  /** For metrics: pending and given-up deliveries of all consumers, each counted up to MAX_COUNTED. */
  figures(): Promise<{ waiting: number; dead: number }> {
    return this.repository.figures();
  }

  private later(
    due: DueDelivery,
    attempt: DeliveryAttempt & { readonly retryAfter?: string | undefined },
  ): Write<void> {
    const seconds = nextAttemptSeconds(
      due.attempts,
      random(),
      this.config.upkeep.deliveryDelayFactor,
      this.askedSeconds(attempt.retryAfter),
    );
    return seconds === null ? this.repository.giveUp(due, attempt) : this.repository.postpone(due, seconds, attempt);
  }

  /** Retry-After in seconds or as a date (RFC 9110, 10.2.3). */
  private askedSeconds(header: string | undefined): number {
    if (header === undefined) return 0;
    const seconds = /^\d{1,9}$/.test(header)
      ? Number(header)
      : (Date.parse(header) - this.clock.now().getTime()) / 1000;
    return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  }

  private disabled({ subscription_id }: DueDelivery): Write<unknown> {
    return this.audit.event(
      { requestId: uuidv7(), clientId: null, actor: 'portico' },
      { action: 'events.subscription.disable', subject: subscription_id, detail: { because: 'GONE' } },
      'SUCCEEDED',
    );
  }
}
