import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The button of one shown page was pressed. Several requests of it that come close together are one click. */
@Entity({ name: 'link_clicks', schema: 'portico' })
@Index('link_clicks_claimed_at_idx', ['claimedAt'])
export class LinkClick {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'link_clicks_pkey' })
  linkId: string;

  /** Of the one-time value in the page's form. */
  @PrimaryColumn({ name: 'nonce_hash', type: 'bytea', primaryKeyConstraintName: 'link_clicks_pkey' })
  nonceHash: Buffer;

  @Column({ type: 'text' })
  state: 'CLAIMED' | 'MINTED' | 'HANDED_OUT' | 'FAILED';

  /** The request that came last: its answer is the one that the browser shows. */
  @Column({ name: 'latest_request_id', type: 'uuid' })
  latestRequestId: string;

  /** The vendor's link, under the subject's key, until it is handed out. */
  @Column({ name: 'url_sealed', type: 'bytea', nullable: true })
  urlSealed: Buffer | null;

  @Column({ name: 'claimed_at', type: 'timestamptz', default: () => 'now()' })
  claimedAt: Date;
}
