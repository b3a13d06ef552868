import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A press of the button of one displayed page. Several requests from it in quick succession are one click. */
@Entity({ name: 'link_clicks', schema: 'portico' })
@Index('link_clicks_claimed_at_idx', ['claimedAt'])
export class LinkClick {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'link_clicks_pkey' })
  linkId: string;

  /** Hash of the nonce in the page's form. */
  @PrimaryColumn({ name: 'nonce_hash', type: 'bytea', primaryKeyConstraintName: 'link_clicks_pkey' })
  nonceHash: Buffer;

  @Column({ type: 'text' })
  state: 'CLAIMED' | 'MINTED' | 'HANDED_OUT' | 'FAILED';

  /** The request that came last: the browser shows its answer. */
  @Column({ name: 'latest_request_id', type: 'uuid' })
  latestRequestId: string;

  /** The vendor's link, sealed under the subject's key, until it is returned to the browser. */
  @Column({ name: 'url_sealed', type: 'bytea', nullable: true })
  urlSealed: Buffer | null;

  @Column({ name: 'claimed_at', type: 'timestamptz', default: () => 'now()' })
  claimedAt: Date;
}
