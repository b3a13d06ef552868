import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'subject_keys', schema: 'portico' })
export class SubjectKey {
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'subject_keys_pkey' })
  subjectId: string;

  /** Null once destroyed. */
  @Column({ name: 'wrapped_key', type: 'bytea', nullable: true })
  wrappedKey: Buffer | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt: Date | null;
}
