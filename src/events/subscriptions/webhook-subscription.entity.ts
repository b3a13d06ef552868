import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReplacedSecret } from '../../privacy/replaced-secrets';

/** Where a consumer wants its events to be sent. */
@Entity({ name: 'webhook_subscriptions', schema: 'portico' })
@Index('webhook_subscriptions_consumer_id_idx', ['consumerId', 'subscriptionId'])
@Index('webhook_subscriptions_live_idx', ['consumerId', 'subscriptionId'], { where: 'disabled_at IS NULL' })
@Index('webhook_subscriptions_disabled_idx', ['consumerId', 'disabledAt'], { where: 'disabled_at IS NOT NULL' })
@Index('webhook_subscriptions_ending_idx', ['subscriptionId'], {
  where: 'disabled_at IS NOT NULL AND deliveries_ended_at IS NULL',
})
export class WebhookSubscription {
  @PrimaryColumn({ name: 'subscription_id', type: 'uuid', primaryKeyConstraintName: 'webhook_subscriptions_pkey' })
  subscriptionId: string;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  /** The checked URL (target-policy.ts). */
  @Column({ type: 'text' })
  url: string;

  /** Empty: every type. */
  @Column({ name: 'event_types', type: 'text', array: true })
  eventTypes: string[];

  /** Sealed under the data key, not hashed: signing needs the secret itself. */
  @Column({ name: 'secret_sealed', type: 'bytea' })
  secretSealed: Buffer;

  /** Replaced secrets that sign besides the current one, each until its expiry; the newest first. */
  @Column({ name: 'replaced_secrets', type: 'jsonb', default: () => "'[]'" })
  replacedSecrets: ReplacedSecret[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;

  /** GONE: the target answered 410. OPERATOR: the consumer was disabled. */
  @Column({ name: 'disabled_because', type: 'text', nullable: true })
  disabledBecause: 'CONSUMER' | 'GONE' | 'OPERATOR' | null;

  /** For a disabled subscription: since when it has no pending delivery. */
  @Column({ name: 'deliveries_ended_at', type: 'timestamptz', nullable: true })
  deliveriesEndedAt: Date | null;
}

/** A subscription whose secret is not sealed yet. */
export type NewSubscription = Omit<WebhookSubscription, 'secretSealed'>;
