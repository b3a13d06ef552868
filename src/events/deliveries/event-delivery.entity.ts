import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The delivery of one event to one subscription. */
@Entity({ name: 'event_deliveries', schema: 'portico' })
@Index('event_deliveries_state_idx', ['subscriptionId', 'state', 'eventId'])
@Index('event_deliveries_event_id_idx', ['eventId'])
@Index('event_deliveries_dead_idx', ['subscriptionId'], { where: "state = 'DEAD'" })
@Index('event_deliveries_due_at_idx', ['subscriptionId', 'dueAt'], { where: 'due_at IS NOT NULL' })
export class EventDelivery {
  @PrimaryColumn({ name: 'subscription_id', type: 'uuid', primaryKeyConstraintName: 'event_deliveries_pkey' })
  subscriptionId: string;

  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'event_deliveries_pkey' })
  eventId: string;

  /** DEAD: given up; it waits for a redelivery. */
  @Column({ type: 'text', default: 'PENDING' })
  state: 'PENDING' | 'DELIVERED' | 'DEAD';

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** The fence. It grows whenever a replica takes the row; the result of an older one is discarded. */
  @Column({ name: 'turn', type: 'integer', default: 0 })
  fence: number;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true, default: () => 'now()' })
  dueAt: Date | null;

  @Column({ name: 'last_attempt_at', type: 'timestamptz', nullable: true })
  lastAttemptAt: Date | null;

  /** HTTP status; null when there was no answer. */
  @Column({ name: 'last_status', type: 'integer', nullable: true })
  lastStatus: number | null;

  @Column({ name: 'last_problem', type: 'text', nullable: true })
  lastProblem: string | null;

  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true })
  deliveredAt: Date | null;
}
