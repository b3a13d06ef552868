import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when a vendor asked not to be called, for all replicas. */
@Entity({ name: 'vendor_pauses', schema: 'portico' })
export class VendorPause {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'vendor_pauses_pkey' })
  vendor: string;

  @Column({ type: 'timestamptz' })
  until: Date;
}
