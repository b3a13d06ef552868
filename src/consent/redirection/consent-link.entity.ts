import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { VendorLink } from '../../links/vendor/vendor-link';

/** A one-time link to the Account Aggregator that was handed out. The link itself is not stored. */
@Entity({ name: 'consent_links', schema: 'portico' })
@Index('consent_links_overdue_idx', ['issuedAt'], {
  where: "return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL",
})
@Unique('consent_links_return_state_hash_key', ['returnStateHash'])
export class ConsentLink extends VendorLink {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'consent_links_pkey' })
  linkId: string;

  /** The consents that it asks for: of one person, in the order in which they were named. */
  @Column({ name: 'journey_ids', type: 'uuid', array: true })
  journeyIds: string[];
}
