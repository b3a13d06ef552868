import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when a vendor asked not to be called with an account, for all replicas. */
@Entity({ name: 'vendor_pauses', schema: 'portico' })
export class VendorPause {
  /** The vendor; for an account other than `default`, a slash and the account follow. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'vendor_pauses_pkey' })
  vendor: string;

  @Column({ type: 'timestamptz' })
  until: Date;
}
