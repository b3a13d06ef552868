import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = { primaryKeyConstraintName: 'idempotency_keys_pkey' } as const;

/**
 * What became of a consumer's key. IN_FLIGHT: an attempt works on it until its lease ends. UNSETTLED: the vendor's
 * answer was lost. RELEASED: nothing happened, the key is free. DONE: the answer is stored, sealed.
 */
@Entity({ name: 'idempotency_keys', schema: 'portico' })
@Index('idempotency_keys_intent_id_idx', ['intentId'])
@Index('idempotency_keys_lost_intent_id_idx', ['lostIntentId'], { where: 'lost_intent_id IS NOT NULL' })
@Index('idempotency_keys_expires_at_idx', ['expiresAt'], {
  where: 'expires_at IS NOT NULL AND response_sealed IS NOT NULL',
})
@Index('idempotency_keys_subject_id_idx', ['subjectId'], { where: 'subject_id IS NOT NULL' })
@Index('idempotency_keys_created_at_idx', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn({ name: 'consumer_id', type: 'uuid', ...PRIMARY_KEY })
  consumerId: string;

  @PrimaryColumn({ type: 'text', ...PRIMARY_KEY })
  operation: string;

  @PrimaryColumn({ name: 'idempotency_key', type: 'uuid', ...PRIMARY_KEY })
  idempotencyKey: string;

  /** HMAC of the canonical body: shows whether a retry has the same body. Empty once its subject was erased. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ type: 'text' })
  state: 'IN_FLIGHT' | 'UNSETTLED' | 'RELEASED' | 'DONE';

  /** The audit entry of the attempt that holds the key; a later attempt replaces it. */
  @Column({ name: 'intent_id', type: 'uuid' })
  intentId: string;

  /** The attempt before, when its outcome is unknown: the key falls back to it when the later one is refused. */
  @Column({ name: 'lost_intent_id', type: 'uuid', nullable: true })
  lostIntentId: string | null;

  /** Whether an attempt whose outcome is unknown may be made again: only where the vendor would not act twice. */
  @Column({ name: 'is_repeatable', type: 'boolean', default: true })
  isRepeatable: boolean;

  @Column({ name: 'lease_expires_at', type: 'timestamptz' })
  leaseExpiresAt: Date;

  /** The subject whose key seals the answer. */
  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId: string | null;

  @Column({ name: 'response_status', type: 'integer', nullable: true })
  responseStatus: number | null;

  @Column({ name: 'response_sealed', type: 'bytea', nullable: true })
  responseSealed: Buffer | null;

  /** When the answer becomes useless, because a one-time URL in it has expired; null: never. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt: Date | null;
}
