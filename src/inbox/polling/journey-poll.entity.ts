import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Cadence } from '../journey';

/** When a journey is asked about next; never, when `dueAt` is null. */
@Entity({ name: 'journey_watches', schema: 'portico' })
@Index('journey_watches_vendor_reference_idx', ['vendor', 'reference'])
@Index('journey_watches_due_at_idx', ['dueAt'], { where: 'due_at IS NOT NULL' })
export class JourneyPoll {
  @PrimaryColumn({ name: 'journey_id', type: 'uuid', primaryKeyConstraintName: 'journey_watches_pkey' })
  journeyId: string;

  @Column({ type: 'text' })
  vendor: string;

  /** The vendor's id of whom the journey is about. */
  @Column({ type: 'text' })
  reference: string;

  @Column({ type: 'text' })
  pace: Cadence;

  /** When it last moved. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  since: Date;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt: Date | null;

  /** Grows whenever somebody takes it or it moves: an older turn has nothing more to say. */
  @Column({ type: 'integer', default: 0 })
  turn: number;

  /** In a row. */
  @Column({ type: 'integer', default: 0 })
  failures: number;
}
