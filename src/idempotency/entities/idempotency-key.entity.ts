import { Column, Entity, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = { primaryKeyConstraintName: 'idempotency_keys_pkey' } as const;

/**
 * What became of a consumer's key. IN_FLIGHT: someone works on it until the lease ends. UNSETTLED: the vendor's answer was
 * lost. RELEASED: nothing happened, the key is free. DONE: the answer is kept, sealed.
 */
@Entity({ name: 'idempotency_keys', schema: 'portico' })
export class IdempotencyKey {
  @PrimaryColumn({ name: 'consumer_id', type: 'uuid', ...PRIMARY_KEY })
  consumerId: string;

  @PrimaryColumn({ type: 'text', ...PRIMARY_KEY })
  operation: string;

  @PrimaryColumn({ name: 'idempotency_key', type: 'uuid', ...PRIMARY_KEY })
  idempotencyKey: string;

  /** HMAC of the canonical body: whether a repetition says the same. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ type: 'text' })
  state: 'IN_FLIGHT' | 'UNSETTLED' | 'RELEASED' | 'DONE';

  /** The audit entry of the attempt that holds the key; a later attempt takes it over. */
  @Column({ name: 'intent_id', type: 'uuid' })
  intentId: string;

  @Column({ name: 'lease_expires_at', type: 'timestamptz' })
  leaseExpiresAt: Date;

  /** Whose key seals the answer. */
  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId: string | null;

  @Column({ name: 'response_status', type: 'integer', nullable: true })
  responseStatus: number | null;

  @Column({ name: 'response_sealed', type: 'bytea', nullable: true })
  responseSealed: Buffer | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt: Date | null;
}
