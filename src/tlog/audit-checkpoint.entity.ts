import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed checkpoint. `note` is the signed text; the columns are copies from it, for queries. */
@Entity({ name: 'audit_checkpoints', schema: 'portico' })
export class AuditCheckpoint {
  /** A whole number below 2^53; PostgreSQL's driver returns it as text. */
  @PrimaryColumn({ name: 'tree_size', type: 'bigint', primaryKeyConstraintName: 'audit_checkpoints_pkey' })
  treeSize: string;

  @Column({ name: 'root_hash', type: 'bytea' })
  rootHash: Buffer;

  @Column({ type: 'text' })
  note: string;

  @Column({ name: 'signed_at', type: 'timestamptz' })
  signedAt: Date;
}
