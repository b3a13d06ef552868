import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { updateOf } from '../../database/statements/update-of';
import { Statement, write, type Write } from '../../database/write';
import { KeyRing } from '../../privacy/data-key/key-ring';
import { MAX_SECRETS } from '../../privacy/replaced-secrets';
import { type NewSubscription, WebhookSubscription } from './webhook-subscription.entity';

/** Subscriptions that one consumer may have: live ones, and all of them. A disabled one counts until it is deleted. */
export const MAX_LIVE = 20;
export const MAX_KEPT = 200;

interface NewRow {
  readonly consumer_id: string;
}

/** Refused (no row) when the consumer has reached a limit, or is disabled. */
export const ADD = new Statement<NewRow & object>({
  name: 'subscriptions.add',
  target: ({ consumer_id }) => consumer_id,
  text: `
    SELECT 1 FROM $rows AS r(subscription_id uuid, consumer_id uuid, url text, event_types text[],
      secret_sealed bytea, created_at timestamptz)
    WHERE portico.add_subscription(r.subscription_id, r.consumer_id, r.url, r.event_types, r.secret_sealed,
      r.created_at, ${MAX_LIVE}, ${MAX_KEPT})`,
});

interface RotatedRow {
  readonly subscription_id: string;
  readonly secret_sealed: Buffer;
  readonly overlap_seconds: number;
  /** Secrets that may sign at once. */
  readonly most: number;
}

/** Refused (no row) when too many secrets would sign. */
export const ROTATE = new Statement<RotatedRow>({
  name: 'subscriptions.rotate',
  target: ({ subscription_id }) => subscription_id,
  text: `
    UPDATE portico.webhook_subscriptions AS s
    SET secret_sealed = r.secret_sealed, replaced_secrets = portico.replace_secret(s.replaced_secrets, s.secret_sealed,
      r.overlap_seconds)
    FROM $rows AS r(subscription_id uuid, secret_sealed bytea, overlap_seconds double precision,
      most integer)
    WHERE s.subscription_id = r.subscription_id
      AND jsonb_array_length(portico.replace_secret(s.replaced_secrets, s.secret_sealed, r.overlap_seconds)) < r.most
    RETURNING 1`,
});

const DISABLE = updateOf<WebhookSubscription, Pick<WebhookSubscription, 'subscriptionId' | 'disabledBecause'>>(
  WebhookSubscription,
  'subscriptions.disable',
  {
    by: ['subscriptionId'],
    set: {
      disabledAt: 'coalesce(t.disabled_at, now())',
      disabledBecause: 'coalesce(t.disabled_because, r."disabledBecause")',
    },
  },
);

/** Subscriptions of disabled consumers are disabled as well. */
const DISABLE_WITH_CONSUMERS = `
  UPDATE portico.webhook_subscriptions AS s SET disabled_at = c.disabled_at, disabled_because = 'OPERATOR'
  FROM portico.consumers AS c
  WHERE c.disabled_at IS NOT NULL AND s.consumer_id = c.consumer_id AND s.disabled_at IS NULL`;

/** `lease_expired`: every delivery that was being written when the subscription was disabled is visible by now. */
const LIST_ENDING = `
  SELECT s.subscription_id, s.disabled_at < now() - interval '1 minute' AS lease_expired
    FROM portico.webhook_subscriptions AS s
  WHERE s.disabled_at IS NOT NULL AND s.deliveries_ended_at IS NULL ORDER BY s.subscription_id LIMIT $1`;

const END = 'UPDATE portico.webhook_subscriptions AS s SET deliveries_ended_at = now() WHERE s.subscription_id = $1';

/** Disabled, without pending deliveries, and old or not among the consumer's most recently disabled ones. */
const LIST_OUTLIVED = `
  SELECT o.subscription_id FROM portico.consumers AS c
  CROSS JOIN LATERAL (
    SELECT s.subscription_id, s.disabled_at, s.deliveries_ended_at, row_number() OVER (ORDER BY s.disabled_at DESC) AS
      place
    FROM portico.webhook_subscriptions AS s WHERE s.consumer_id = c.consumer_id AND s.disabled_at IS NOT NULL
  ) AS o
  WHERE o.deliveries_ended_at IS NOT NULL AND (o.place > $1 OR o.disabled_at < now() - make_interval(days => $2))
  LIMIT $3`;

const REMOVE =
  'DELETE FROM portico.webhook_subscriptions AS s WHERE s.subscription_id = $1 AND s.disabled_at IS NOT NULL';

/** A disabled subscription that may still have pending deliveries. */
export interface EndingSubscription {
  readonly subscription_id: string;
  readonly lease_expired: boolean;
}

@Injectable()
export class SubscriptionsRepository {
  constructor(
    @InjectRepository(WebhookSubscription) private readonly subscriptions: Repository<WebhookSubscription>,
    @Inject(POOL) private readonly pool: Pool,
    private readonly ring: KeyRing,
  ) {}

  /** Another consumer's subscription is not found. */
  async find(consumerId: string, subscriptionId: string): Promise<WebhookSubscription | null> {
    return reading(() => this.subscriptions.findOneBy({ consumerId, subscriptionId }));
  }

  /** Newest first. */
  async list(consumerId: string, most: number): Promise<WebhookSubscription[]> {
    return reading(() =>
      this.subscriptions.find({ where: { consumerId }, order: { subscriptionId: 'DESC' }, take: most }),
    );
  }

  /** The database's time. */
  async now(): Promise<Date> {
    const { rows } = await reading(() => this.pool.query<{ now: Date }>('SELECT now()'));
    return rows[0]!.now;
  }

  /** Refused (`ADD`) when the consumer has MAX_LIVE live subscriptions or MAX_KEPT in all. */
  add({ subscriptionId, consumerId, url, eventTypes, createdAt }: NewSubscription, secret: string): Write<void> {
    const row = {
      subscription_id: subscriptionId,
      consumer_id: consumerId,
      url,
      event_types: eventTypes,
      secret_sealed: this.sealed(subscriptionId, secret),
      created_at: createdAt,
    };
    return write(ADD, row, undefined);
  }

  /** Refused (`ROTATE`) when MAX_SECRETS secrets sign already. */
  rotate(subscriptionId: string, secret: string, overlapSeconds: number): Write<void> {
    return write(
      ROTATE,
      {
        subscription_id: subscriptionId,
        secret_sealed: this.sealed(subscriptionId, secret),
        overlap_seconds: overlapSeconds,
        most: MAX_SECRETS,
      },
      undefined,
    );
  }

  disable(subscriptionId: string, because: 'CONSUMER' | 'GONE'): Write<void> {
    return write(DISABLE, { subscriptionId, disabledBecause: because }, undefined);
  }

  async disableWithConsumers(): Promise<void> {
    await reading(() => this.pool.query(DISABLE_WITH_CONSUMERS));
  }

  /** Disabled subscriptions whose deliveries have not all been ended. */
  async listEnding(most: number): Promise<EndingSubscription[]> {
    const { rows } = await reading(() => this.pool.query<EndingSubscription>(LIST_ENDING, [most]));
    return rows;
  }

  async end(subscriptionId: string): Promise<void> {
    await reading(() => this.pool.query(END, [subscriptionId]));
  }

  /** Disabled subscriptions to be deleted: `days` old, or not among the newest `kept` of their consumer. */
  async listOutlived(kept: number, days: number, most: number): Promise<string[]> {
    const { rows } = await reading(() =>
      this.pool.query<{ subscription_id: string }>(LIST_OUTLIVED, [kept, days, most]),
    );
    return rows.map(({ subscription_id }) => subscription_id);
  }

  /** Throws while deliveries of it exist. */
  async remove(subscriptionId: string): Promise<void> {
    await reading(() => this.pool.query(REMOVE, [subscriptionId]));
  }

  /** The secret in the clear, `whsec_…`. */
  secretOf(subscriptionId: string, sealed: Buffer): string {
    return this.ring.open(`subscription:${subscriptionId}`, sealed).toString();
  }

  private sealed(subscriptionId: string, secret: string): Buffer {
    return this.ring.seal(`subscription:${subscriptionId}`, secret);
  }
}
