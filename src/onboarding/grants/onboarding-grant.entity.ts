import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A one-time link that was handed out. Neither the link nor its token is stored. */
@Entity({ name: 'onboarding_grants', schema: 'portico' })
@Index('onboarding_grants_subject_id_idx', ['subjectId', 'grantId'])
@Index('onboarding_grants_overdue_idx', ['expiresAt'], {
  where: "return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL",
})
@Index('onboarding_grants_link_id_idx', ['linkId'], { where: 'link_id IS NOT NULL' })
@Unique('onboarding_grants_return_state_hash_key', ['returnStateHash'])
export class OnboardingGrant {
  @PrimaryColumn({ name: 'grant_id', type: 'uuid', primaryKeyConstraintName: 'onboarding_grants_pkey' })
  grantId: string;

  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId: string;

  @Column({ type: 'text', nullable: true })
  locale: string | null;

  /**
   * The consumer's own page, checked, sealed under the subject's key; null when none was given, or once the subject was
   * erased.
   */
  @Column({ name: 'redirect_url_sealed', type: 'bytea', nullable: true })
  redirectUrlSealed: Buffer | null;

  @Column({ name: 'return_mode', type: 'text' })
  returnMode: 'managed' | 'direct';

  @Column({ name: 'return_state_hash', type: 'bytea', nullable: true })
  returnStateHash: Buffer | null;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** When the browser came back through Portico's return address. */
  @Column({ name: 'returned_at', type: 'timestamptz', nullable: true })
  returnedAt: Date | null;

  /** The durable link whose click requested it; null for a grant that was requested directly. */
  @Column({ name: 'link_id', type: 'uuid', nullable: true })
  linkId: string | null;

  /** When it was decided, after the grant expired, whether the visit stalled. */
  @Column({ name: 'stall_judged_at', type: 'timestamptz', nullable: true })
  stallJudgedAt: Date | null;
}
