import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { reading } from '../database/failure';
import { hex } from '../database/hex';
import { type Statement, write, type Write } from '../database/write';
import { open, seal } from '../privacy/sealed';
import { WebhookSubscription } from './entities/webhook-subscription.entity';

/** Live subscriptions that one consumer may have. */
export const MOST_SUBSCRIPTIONS = 20;

/** Refused (no row) when the consumer has as many as it may. */
const ADD: Statement<object> = {
  name: 'subscriptions.add',
  text: `
    INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed)
    SELECT r.subscription_id, r.consumer_id, r.url, r.event_types, r.secret_sealed
    FROM json_to_recordset($rows) AS r(subscription_id uuid, consumer_id uuid, url text, event_types text[], secret_sealed bytea)
    WHERE (SELECT count(*) FROM portico.webhook_subscriptions AS s WHERE s.consumer_id = r.consumer_id AND s.disabled_at IS NULL) < ${MOST_SUBSCRIPTIONS}
    RETURNING 1`,
};

const ROTATE: Statement<object> = {
  name: 'subscriptions.rotate',
  text: `
    UPDATE portico.webhook_subscriptions AS s
    SET previous_secret_sealed = s.secret_sealed, previous_until = now() + make_interval(secs => r.overlap_seconds), secret_sealed = r.secret_sealed
    FROM json_to_recordset($rows) AS r(subscription_id uuid, secret_sealed bytea, overlap_seconds double precision)
    WHERE s.subscription_id = r.subscription_id
    RETURNING 1`,
};

const DISABLE: Statement<{ subscription_id: string; because: string }> = {
  name: 'subscriptions.disable',
  text: `
    UPDATE portico.webhook_subscriptions AS s
    SET disabled_at = coalesce(s.disabled_at, now()), disabled_because = coalesce(s.disabled_because, r.because)
    FROM json_to_recordset($rows) AS r(subscription_id uuid, because text)
    WHERE s.subscription_id = r.subscription_id
    RETURNING 1`,
};

export const ADD_REFUSED = ADD.name;

@Injectable()
export class SubscriptionsRepository {
  constructor(
    @InjectRepository(WebhookSubscription) private readonly subscriptions: Repository<WebhookSubscription>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Another consumer's subscription is none. */
  async find(consumerId: string, subscriptionId: string): Promise<WebhookSubscription | null> {
    return reading(() => this.subscriptions.findOneBy({ consumerId, subscriptionId }));
  }

  /** Newest first. */
  async list(consumerId: string, most: number): Promise<WebhookSubscription[]> {
    return reading(() => this.subscriptions.find({ where: { consumerId }, order: { subscriptionId: 'DESC' }, take: most }));
  }

  add(subscriptionId: string, consumerId: string, { url, eventTypes, secret }: { url: string; eventTypes: readonly string[]; secret: string }): Write<void> {
    return write(ADD, { subscription_id: subscriptionId, consumer_id: consumerId, url, event_types: eventTypes, secret_sealed: this.sealed(subscriptionId, secret) }, undefined);
  }

  rotate(subscriptionId: string, secret: string, overlapSeconds: number): Write<void> {
    return write(ROTATE, { subscription_id: subscriptionId, secret_sealed: this.sealed(subscriptionId, secret), overlap_seconds: overlapSeconds }, undefined);
  }

  disable(subscriptionId: string, because: 'CONSUMER' | 'GONE'): Write<void> {
    return write(DISABLE, { subscription_id: subscriptionId, because }, undefined);
  }

  /** The secret in the clear, `whsec_…`. */
  secretOf(subscriptionId: string, sealed: Buffer): string {
    return open(this.config.dataKey, `subscription:${subscriptionId}`, sealed).toString();
  }

  private sealed(subscriptionId: string, secret: string): string {
    return hex(seal(this.config.dataKey, `subscription:${subscriptionId}`, secret));
  }
}
