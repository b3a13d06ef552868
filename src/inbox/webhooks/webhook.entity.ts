import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A webhook that a vendor signed. Its body is not stored; `facts`: its ids, keywords and times, no personal data. */
@Entity({ name: 'webhook_inbox', schema: 'portico' })
@Unique('webhook_inbox_vendor_dedupe_key_key', ['vendor', 'dedupeKey'])
@Index('webhook_inbox_due_at_idx', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('webhook_inbox_subject_ref_idx', ['vendor', 'subjectRef'])
export class Webhook {
  @PrimaryColumn({ name: 'webhook_id', type: 'uuid', primaryKeyConstraintName: 'webhook_inbox_pkey' })
  webhookId: string;

  @Column({ type: 'text' })
  vendor: string;

  /** The account at whose address it arrived, and with whose secret it is signed. */
  @Column({ name: 'vendor_account', type: 'text', default: () => "'default'" })
  vendorAccount: string;

  /** Of an account other than `default`, after its name. */
  @Column({ name: 'dedupe_key', type: 'text' })
  dedupeKey: string;

  /** The vendor's name of the event; null when there is none. */
  @Column({ type: 'text', nullable: true })
  event: string | null;

  /** The vendor's id of the subject. */
  @Column({ name: 'subject_ref', type: 'text', nullable: true })
  subjectRef: string | null;

  @Column({ type: 'jsonb' })
  facts: Record<string, unknown>;

  /** UNMATCHED: its subject did not become known here. KEPT: of a kind that changes no journey. */
  @Column({ type: 'text' })
  state: 'PENDING' | 'APPLIED' | 'UNMATCHED' | 'KEPT';

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'now()' })
  receivedAt: Date;

  /** How often it was received again. */
  @Column({ type: 'integer', default: 0 })
  duplicates: number;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt: Date | null;
}
