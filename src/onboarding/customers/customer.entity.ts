import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { ConfirmedStatus } from '../../inbox/readings/confirmed-status';
import type { KybStatus } from '../kyb/kyb-status';

/** A business in its KYB process, as last confirmed by 1Money. */
@Entity({ name: 'customers', schema: 'portico' })
@Unique('customers_customer_id_key', ['customerId'])
@Unique('customers_consumer_id_idempotency_key_key', ['consumerId', 'idempotencyKey'])
@Index('customers_consumer_id_idx', ['consumerId', 'subjectId'], { where: 'erased_at IS NULL' })
@Index('customers_status_idx', ['consumerId', 'status', 'subjectId'], { where: 'erased_at IS NULL' })
export class Customer extends ConfirmedStatus<KybStatus> {
  /** Our id, UUIDv7: the subject of its audit rows and of its key. */
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'customers_pkey' })
  subjectId: string;

  /** 1Money's id; opaque. */
  @Column({ name: 'customer_id', type: 'text' })
  customerId: string;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  /** 1Money's account that it was created in: every call about it is signed with its credentials. */
  @Column({ name: 'vendor_account', type: 'text', default: () => "'default'" })
  vendorAccount: string;

  @Column({ name: 'idempotency_key', type: 'uuid' })
  idempotencyKey: string;

  /** In the spelling of the request that created it. */
  @Column({ name: 'customer_type', type: 'text' })
  customerType: string;

  @Column({ name: 'status_as_received', type: 'text' })
  statusAsReceived: string;

  /** ISO 8601, as 1Money wrote it. */
  @Column({ name: 'vendor_created_at', type: 'text' })
  vendorCreatedAt: string;

  @Column({ name: 'vendor_updated_at', type: 'text' })
  vendorUpdatedAt: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** When it was erased: from then on nothing is requested or created for it. */
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt: Date | null;
}
