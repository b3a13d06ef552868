import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A change that a poll found before a webhook told of it. The webhook is lost, unless it came later. */
@Entity({ name: 'poll_repairs', schema: 'portico' })
@Index('poll_repairs_journey_id_idx', ['journeyId'], { where: 'webhook_came_at IS NULL' })
export class MissedWebhook {
  @PrimaryColumn({ name: 'repair_id', type: 'uuid', primaryKeyConstraintName: 'poll_repairs_pkey' })
  missedId: string;

  @Column({ type: 'text' })
  vendor: string;

  @Column({ name: 'journey_id', type: 'uuid' })
  journeyId: string;

  @Column({ name: 'from_state', type: 'text' })
  fromState: string;

  @Column({ name: 'to_state', type: 'text' })
  toState: string;

  @Column({ name: 'found_at', type: 'timestamptz', default: () => 'now()' })
  foundAt: Date;

  @Column({ name: 'webhook_came_at', type: 'timestamptz', nullable: true })
  webhookCameAt: Date | null;
}
