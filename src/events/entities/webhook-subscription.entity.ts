import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where a consumer wants its events to be sent. */
@Entity({ name: 'webhook_subscriptions', schema: 'portico' })
@Index('webhook_subscriptions_consumer_id_idx', ['consumerId', 'subscriptionId'])
export class WebhookSubscription {
  @PrimaryColumn({ name: 'subscription_id', type: 'uuid', primaryKeyConstraintName: 'webhook_subscriptions_pkey' })
  subscriptionId: string;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  /** As judged (target-policy.ts). */
  @Column({ type: 'text' })
  url: string;

  /** Empty: every type. */
  @Column({ name: 'event_types', type: 'text', array: true })
  eventTypes: string[];

  /** Sealed under the data key, not hashed: signing needs the secret itself. */
  @Column({ name: 'secret_sealed', type: 'bytea' })
  secretSealed: Buffer;

  /** Signs beside the current one until `previousUntil`. */
  @Column({ name: 'previous_secret_sealed', type: 'bytea', nullable: true })
  previousSecretSealed: Buffer | null;

  @Column({ name: 'previous_until', type: 'timestamptz', nullable: true })
  previousUntil: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;

  /** GONE: the target answered 410. */
  @Column({ name: 'disabled_because', type: 'text', nullable: true })
  disabledBecause: 'CONSUMER' | 'GONE' | null;
}
