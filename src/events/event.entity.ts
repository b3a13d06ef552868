import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An event in a journey, for the consumer whose journey it is. Without personal data. */
@Entity({ name: 'events', schema: 'portico' })
@Unique('events_position_key', ['position'])
@Index('events_unnumbered_idx', ['inserted'], { where: 'position IS NULL' })
@Index('events_consumer_id_position_idx', ['consumerId', 'position'])
@Index('events_consumer_id_type_idx', ['consumerId', 'type', 'position'])
@Index('events_journey_id_idx', ['journeyId', 'inserted'])
@Index('events_awaiting_deliveries_idx', ['consumerId', 'position'], { where: 'awaits_deliveries' })
export class JourneyEvent {
  /** UUIDv7; the `webhook-id` of its deliveries. */
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'events_pkey' })
  eventId: string;

  /** The order in which events were written. A bigint, so a string here. */
  @Column({ type: 'bigint' })
  inserted: string;

  /** The order in which consumers see it; null until it is numbered, a moment after its commit. */
  @Column({ type: 'bigint', nullable: true })
  position: string | null;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ name: 'journey_id', type: 'uuid' })
  journeyId: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt: Date;

  @Column({ type: 'jsonb' })
  data: Record<string, unknown>;

  /** Numbered, and its deliveries to the consumer's subscriptions are not created yet. */
  @Column({ name: 'awaits_deliveries', type: 'boolean', default: false })
  awaitsDeliveries: boolean;
}
