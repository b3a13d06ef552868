import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { VendorLink } from '../../links/vendor/vendor-link';

/** A one-time link that was handed out. Neither the link nor its token is stored. */
@Entity({ name: 'onboarding_grants', schema: 'portico' })
@Index('onboarding_grants_subject_id_idx', ['subjectId', 'grantId'])
@Index('onboarding_grants_overdue_idx', ['expiresAt'], {
  where: "return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL",
})
@Index('onboarding_grants_link_id_idx', ['linkId'], { where: 'link_id IS NOT NULL' })
@Unique('onboarding_grants_return_state_hash_key', ['returnStateHash'])
export class OnboardingGrant extends VendorLink {
  @PrimaryColumn({ name: 'grant_id', type: 'uuid', primaryKeyConstraintName: 'onboarding_grants_pkey' })
  grantId: string;

  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId: string;

  /** The language that was asked for; null: none. */
  @Column({ type: 'text', nullable: true })
  locale: string | null;

  /** The language of 1Money's pages, as its link names it; null where it names none. */
  @Column({ name: 'shown_locale', type: 'text', nullable: true })
  shownLocale: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** The durable link whose click requested it; null for a grant that was requested directly. */
  @Column({ name: 'link_id', type: 'uuid', nullable: true })
  linkId: string | null;
}
