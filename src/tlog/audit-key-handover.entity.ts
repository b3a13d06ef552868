import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An entry that hands the log over to another key; see sequencer/handover.ts. */
@Entity({ name: 'audit_key_handovers', schema: 'portico' })
@Index('audit_key_handovers_origin_size_idx', ['origin', 'size'])
export class AuditKeyHandover {
  @PrimaryColumn({ name: 'entry_id', type: 'uuid', primaryKeyConstraintName: 'audit_key_handovers_pkey' })
  entryId: string;

  /** The name of the log. */
  @Column({ type: 'text' })
  origin: string;

  /** How many leaves are before the entry, if it holds: a whole number below 2^53, as text. */
  @Column({ type: 'bigint' })
  size: string;

  /** What the former key signed. */
  @Column({ type: 'text' })
  note: string;
}
