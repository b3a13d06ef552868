import { Column } from 'typeorm';

/** A vendor's one-time link that was handed out, and the visit that it leads to. The link itself is not stored. */
export abstract class VendorLink {
  /** The consumer's page, checked, sealed under the subject's key; null: none given, or the subject was erased. */
  @Column({ name: 'redirect_url_sealed', type: 'bytea', nullable: true })
  redirectUrlSealed: Buffer | null;

  @Column({ name: 'return_mode', type: 'text' })
  returnMode: 'managed' | 'direct';

  @Column({ name: 'return_state_hash', type: 'bytea', nullable: true })
  returnStateHash: Buffer | null;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt: Date;

  /** When the browser came back through Portico's return address. */
  @Column({ name: 'returned_at', type: 'timestamptz', nullable: true })
  returnedAt: Date | null;

  /** When it was decided, after the link expired, whether the visit stalled. */
  @Column({ name: 'stall_judged_at', type: 'timestamptz', nullable: true })
  stallJudgedAt: Date | null;
}
