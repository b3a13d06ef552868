import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A one-time link to the Account Aggregator that was handed out. The link itself is not stored. */
@Entity({ name: 'consent_links', schema: 'portico' })
@Index('consent_links_overdue_idx', ['issuedAt'], {
  where: "return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL",
})
@Unique('consent_links_return_state_hash_key', ['returnStateHash'])
export class ConsentLink {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'consent_links_pkey' })
  linkId: string;

  /** The consents that it asks for: of one person, in the order in which they were named. */
  @Column({ name: 'journey_ids', type: 'uuid', array: true })
  journeyIds: string[];

  /** The consumer's own page, checked, sealed under the person's key; null when none was given. */
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
