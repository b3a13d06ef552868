import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../http/request/operator';

/** A person, or a program of one, that runs Portico. */
@Entity({ name: 'operators', schema: 'portico' })
export class Operator {
  /** A name that is chosen when the operator is registered; entries of the audit log name it. */
  @PrimaryColumn({ name: 'operator_id', type: 'text', primaryKeyConstraintName: 'operators_pkey' })
  operatorId: string;

  /** SHA-256 of the secret, which has 256 random bits. */
  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash: Buffer;

  @Column({ type: 'text', array: true })
  roles: Role[];

  /** An operator that exists from the start in sandbox mode; refused in any other mode. */
  @Column({ name: 'is_seeded', type: 'boolean', default: false })
  isSeeded: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'secret_rotated_at', type: 'timestamptz', nullable: true })
  secretRotatedAt: Date | null;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;
}
