import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One effect at a vendor. INTENT: may have been sent, by the process with the lease. SENT: the holder is gone; assumed
 * to have been sent. DONE, FAILED: it certainly happened, or certainly did not. UNKNOWN: the answer was lost.
 */
@Entity({ name: 'vendor_effects', schema: 'portico' })
@Index('vendor_effects_lease_expires_at_idx', ['leaseExpiresAt'], { where: 'lease_expires_at IS NOT NULL' })
export class VendorEffect {
  /** The audit entry of the intent. */
  @PrimaryColumn({ name: 'intent_id', type: 'uuid', primaryKeyConstraintName: 'vendor_effects_pkey' })
  intentId: string;

  @Column({ name: 'request_id', type: 'uuid' })
  requestId: string;

  /** The consumer's client_id. */
  @Column({ type: 'text', nullable: true })
  consumer: string | null;

  @Column({ type: 'text' })
  action: string;

  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'text' })
  vendor: string;

  /** The account that it was made with, and is asked about with. */
  @Column({ name: 'vendor_account', type: 'text', default: () => "'default'" })
  vendorAccount: string;

  /** The Idempotency-Key that the vendor was sent, the same in every attempt. */
  @Column({ name: 'vendor_key', type: 'text', nullable: true })
  vendorKey: string | null;

  @Column({ type: 'text' })
  state: 'INTENT' | 'SENT' | 'DONE' | 'FAILED' | 'UNKNOWN';

  /** Counts the holders. Nothing can be committed under a fence other than the latest. */
  @Column({ type: 'integer' })
  fence: number;

  /** The process that works on it; null when there is none. */
  @Column({ type: 'uuid', nullable: true })
  holder: string | null;

  /** Until then only the holder may end it; without a holder: when the vendor is asked next. Null: nothing is left. */
  @Column({ name: 'lease_expires_at', type: 'timestamptz', nullable: true })
  leaseExpiresAt: Date | null;

  @Column({ name: 'begun_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  begunAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
