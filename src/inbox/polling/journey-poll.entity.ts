import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Cadence } from '../../journey-registry/refreshed';

/** When a journey is polled next; never, when `dueAt` is null. */
@Entity({ name: 'journey_watches', schema: 'portico' })
@Index('journey_watches_vendor_reference_idx', ['vendor', 'reference'])
@Index('journey_watches_due_at_idx', ['dueAt'], { where: 'due_at IS NOT NULL' })
export class JourneyPoll {
  @PrimaryColumn({ name: 'journey_id', type: 'uuid', primaryKeyConstraintName: 'journey_watches_pkey' })
  journeyId: string;

  @Column({ type: 'text' })
  vendor: string;

  /** The journey's account at the vendor. */
  @Column({ name: 'vendor_account', type: 'text', default: () => "'default'" })
  vendorAccount: string;

  /** The vendor's id of the journey's subject. */
  @Column({ type: 'text' })
  reference: string;

  @Column({ name: 'pace', type: 'text' })
  cadence: Cadence;

  /** When its status last changed. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  since: Date;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt: Date | null;

  /** The fence: grows when a replica takes the row or the status changes; results of an older one are discarded. */
  @Column({ name: 'turn', type: 'integer', default: 0 })
  fence: number;

  /** Failures in a row. */
  @Column({ type: 'integer', default: 0 })
  failures: number;
}
