import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An operator who is logged in to the console in one browser. */
@Entity({ name: 'console_sessions', schema: 'portico' })
@Index('console_sessions_ends_at_idx', ['endsAt'])
export class ConsoleSession {
  /** SHA-256 of the cookie's value, which has 256 random bits. */
  @PrimaryColumn({ name: 'session_hash', type: 'bytea', primaryKeyConstraintName: 'console_sessions_pkey' })
  sessionHash: Buffer;

  @Column({ name: 'operator_id', type: 'text' })
  operatorId: string;

  /** The hash of the secret that was given: the session ends when the operator has another. */
  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash: Buffer;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  /** Of the newest request, at most a minute ago. */
  @Column({ name: 'last_used_at', type: 'timestamptz' })
  lastUsedAt: Date;

  /** At the latest. */
  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;
}
