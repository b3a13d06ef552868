import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity({ name: 'subject_keys', schema: 'portico' })
@Unique('subject_keys_person_index_key', ['personIndex'])
export class WrappedSubjectKey {
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'subject_keys_pkey' })
  subjectId: string;

  /** Null once it is destroyed. */
  @Column({ name: 'wrapped_key', type: 'bytea', nullable: true })
  wrappedKey: Buffer | null;

  /** Keyed HMAC of a person's identifier; null for companies, and once it is destroyed. */
  @Column({ name: 'person_index', type: 'bytea', nullable: true })
  personIndex: Buffer | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt: Date | null;
}
