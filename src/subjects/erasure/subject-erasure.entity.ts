import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Withdrawn } from '../../journey-registry/withdrawal';

/** An erasure that was asked for, and what became of it. */
@Entity({ name: 'subject_erasures', schema: 'portico' })
@Index('subject_erasures_due_idx', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('subject_erasures_erased_at_idx', ['erasedAt'], { where: 'erased_at IS NOT NULL' })
export class SubjectErasure {
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'subject_erasures_pkey' })
  subjectId: string;

  @Column({ name: 'requested_at', type: 'timestamptz', default: () => 'now()' })
  requestedAt: Date;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** Who asked for it: the account on the machine; null where the version before wrote the row. */
  @Column({ type: 'text', nullable: true })
  operator: string | null;

  /** When a replica tells the vendors next; null: it is erased. */
  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt: Date | null;

  /** Until when vendors that cannot be told are asked again; then it is erased without. */
  @Column({ name: 'give_up_at', type: 'timestamptz', default: () => 'now()' })
  giveUpAt: Date;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** What became of each thing that a vendor had. */
  @Column({ type: 'jsonb', default: () => "'[]'" })
  told: Withdrawn[];

  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt: Date | null;
}
