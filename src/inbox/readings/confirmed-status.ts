import { Column } from 'typeorm';
import type { ConfirmedBy } from '../../http/provenance/provenance';

/** A row with a status that a vendor confirms. */
export abstract class ConfirmedStatus<Status extends string> {
  @Column({ type: 'text' })
  status: Status;

  /** When the vendor reported the status; before it has reported one, when Portico recorded it. */
  @Column({ name: 'status_confirmed_at', type: 'timestamptz' })
  statusConfirmedAt: Date;

  /** Why the vendor was asked. */
  @Column({ name: 'status_confirmed_by', type: 'text', default: 'VENDOR_READ' })
  statusConfirmedBy: ConfirmedBy;

  /** Increases by one with each change of the status at the vendor. */
  @Column({ name: 'status_revision', type: 'integer', default: 0 })
  statusRevision: number;

  @Column({ name: 'status_changed_at', type: 'timestamptz', default: () => 'now()' })
  statusChangedAt: Date;

  /** When the status stops being reliable; null: never, because the status is final, or has not been confirmed yet. */
  @Column({ name: 'status_stale_after', type: 'timestamptz', nullable: true })
  statusStaleAfter: Date | null;
}
