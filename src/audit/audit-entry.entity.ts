import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Action } from './actions';
import type { Leaf } from './leaf';

/** A row of the append-only log, INTENT or OUTCOME. The columns are copies from `leaf`; the leaf is what is proved. */
@Entity({ name: 'audit_entries', schema: 'portico' })
@Index('audit_entries_subject_idx', ['subject', 'entryId'])
@Index('audit_entries_consumer_idx', ['consumer', 'entryId'], { where: 'consumer IS NOT NULL' })
@Index('audit_entries_consumer_action_idx', ['consumer', 'action', 'entryId'], { where: 'consumer IS NOT NULL' })
@Index('audit_entries_consumer_result_idx', ['consumer', 'result', 'entryId'], {
  where: "result IN ('REFUSED', 'FAILED', 'UNKNOWN')",
})
@Index('audit_entries_refused_idx', ['action', 'entryId'], { where: "result = 'REFUSED'" })
@Index('audit_entries_intent_id_idx', ['intentId'], { where: 'intent_id IS NOT NULL' })
export class AuditEntry {
  @PrimaryColumn({ name: 'entry_id', type: 'uuid', primaryKeyConstraintName: 'audit_entries_pkey' })
  entryId: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt: Date;

  @Column({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @Column({ type: 'text', nullable: true })
  consumer: string | null;

  @Column({ type: 'text' })
  actor: string;

  @Column({ type: 'text' })
  action: Action;

  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'text' })
  phase: Leaf['phase'];

  @Column({ name: 'intent_id', type: 'uuid', nullable: true })
  intentId: string | null;

  @Column({ type: 'text', nullable: true })
  vendor: string | null;

  @Column({ name: 'vendor_request_id', type: 'text', nullable: true })
  vendorRequestId: string | null;

  @Column({ type: 'text', nullable: true })
  result: Leaf['result'];

  @Column({ type: 'jsonb' })
  detail: Readonly<Record<string, unknown>>;

  /** As large as all the others together: read only where it is asked for. */
  @Column({ type: 'bytea', select: false })
  leaf: Buffer;
}
