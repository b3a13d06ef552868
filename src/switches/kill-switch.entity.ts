import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What can be stopped: new effects at an account of a vendor, or all durable links. */
export type SwitchTarget = 'vendor' | 'links';

/** Something that an operator has stopped; without a row it runs. */
@Entity({ name: 'kill_switches', schema: 'portico' })
export class KillSwitch {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'kill_switches_pkey' })
  target: SwitchTarget;

  /** Empty for durable links. */
  @PrimaryColumn({ type: 'text', default: '', primaryKeyConstraintName: 'kill_switches_pkey' })
  vendor: string;

  /** Empty for durable links. */
  @PrimaryColumn({ type: 'text', default: '', primaryKeyConstraintName: 'kill_switches_pkey' })
  account: string;

  @Column({ name: 'stopped_at', type: 'timestamptz', default: () => 'now()' })
  stoppedAt: Date;

  /** The operator's id. */
  @Column({ name: 'stopped_by', type: 'text' })
  stoppedBy: string;

  @Column({ type: 'text' })
  reason: string;
}
