import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../../audit/audit.service';
import { together } from '../../database/write';
import { Fault, fieldFault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { Replayable } from '../../idempotency/idempotency.service';
import { KeyedChanges } from '../../idempotency/keyed-changes';
import { endOf, MAX_SECRETS } from '../../privacy/replaced-secrets';
import { newWebhookSecret } from '../../targets/standard-webhook';
import { TargetPolicy } from '../../targets/target-policy';
import { SubscriptionWithSecretDto } from './subscription.dto';
import { type NewSubscription, WebhookSubscription } from './webhook-subscription.entity';
import { ADD, MAX_KEPT, MAX_LIVE, ROTATE, SubscriptionsRepository } from './subscriptions.repository';
import { SubscriptionsService } from './subscriptions.service';
import { entityOf } from '../../database/entity-of';

/** Seconds that a replaced secret still signs besides the new one. */
const OVERLAP_SECONDS = 86_400;
/** Seconds after which disabled subscriptions beyond the newest are deleted. */
const DELETED_SECONDS = 90;

/** Changes that create a secret, shown in one answer, which is replayed under the same Idempotency-Key. */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly repository: SubscriptionsRepository,
    private readonly audit: AuditService,
    private readonly changes: KeyedChanges,
    private readonly policy: TargetPolicy,
  ) {}

  /** 201 with the secret. Throws a 400 naming `url`; Fault `too-many-requests` until disabled ones are deleted. */
  async create(caller: Caller, key: string | null, url: string, eventTypes: readonly string[]): Promise<Replayable> {
    const { consumerId } = caller;
    const scope = key === null ? null : { consumerId, operation: 'createWebhookSubscription', key };
    const made = this.changes.make(scope, { url, event_types: [...eventTypes] }, async () => {
      const [target, createdAt, secret] = [
        await this.policy.judge(url, consumerId),
        await this.repository.now(),
        newWebhookSecret(),
      ];
      const subscription: NewSubscription = {
        subscriptionId: uuidv7(),
        consumerId,
        url: target,
        eventTypes: [...eventTypes],
        replacedSecrets: [],
        createdAt,
        disabledAt: null,
        disabledBecause: null,
        deliveriesEndedAt: null,
      };
      const detail = { target_origin: new URL(target).origin, event_types: [...eventTypes] };
      const event = this.audit.event(
        caller,
        { action: 'events.subscription.create', subject: subscription.subscriptionId, detail },
        'SUCCEEDED',
      );
      return {
        status: 201,
        response: SubscriptionWithSecretDto.withSecret(subscription, secret),
        write: together(this.repository.add(subscription, secret), event),
      };
    });
    return made.catch(async (error: unknown) => {
      throw ADD.refused(error) ? tooMany(await this.repository.list(consumerId, MAX_KEPT)) : error;
    });
  }

  /** 200 with the new secret. Throws Fault `not-found`; `too-many-requests` while too many secrets sign. */
  async rotate(caller: Caller, key: string | null, id: string): Promise<Replayable> {
    const found = await this.subscriptions.get(caller, id);
    const { subscriptionId } = found;
    const scope = key === null ? null : { consumerId: caller.consumerId, operation: 'rotateWebhookSecret', key };
    const made = this.changes.make(scope, { subscription_id: subscriptionId }, async () => {
      const [now, secret] = [await this.repository.now(), newWebhookSecret()];
      const until = new Date(now.getTime() + OVERLAP_SECONDS * 1000).toISOString();
      const rotated = entityOf(WebhookSubscription, { ...found, replacedSecrets: [{ sealed: '', until }] });
      const event = this.audit.event(
        caller,
        { action: 'events.subscription.rotate', subject: subscriptionId, detail: {} },
        'SUCCEEDED',
      );
      return {
        status: 200,
        response: SubscriptionWithSecretDto.withSecret(rotated, secret),
        write: together(this.repository.rotate(subscriptionId, secret, OVERLAP_SECONDS), event),
      };
    });
    return made.catch(async (error: unknown) => {
      throw ROTATE.refused(error)
        ? tooManySecrets(await this.subscriptions.get(caller, id), await this.repository.now())
        : error;
    });
  }
}

function tooMany(kept: readonly WebhookSubscription[]): Fault {
  const live = kept.filter(({ disabledAt }) => disabledAt === null).length;
  if (live >= MAX_LIVE)
    return fieldFault('/url', 'subscription_limit', `a consumer may have ${MAX_LIVE} subscriptions; disable one first`);
  return new Fault('too-many-requests', {
    detail:
      `A consumer may have ${MAX_KEPT} subscriptions, disabled ones included; those that were disabled first are ` +
      'being deleted.',
    retryAfterSeconds: DELETED_SECONDS,
  });
}

function tooManySecrets({ replacedSecrets }: WebhookSubscription, now: Date): Fault {
  const first = Math.min(...replacedSecrets.map(endOf).filter((end) => end > now.getTime()));
  const retryAfterSeconds = Number.isFinite(first) ? Math.ceil((first - now.getTime()) / 1000) : 1;
  return new Fault('too-many-requests', {
    detail:
      `${MAX_SECRETS} secrets of the subscription sign; another can be made when the first of them ends. A request ` +
      'whose answer was lost is answered again under its Idempotency-Key.',
    retryAfterSeconds,
  });
}
