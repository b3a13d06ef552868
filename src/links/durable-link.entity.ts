import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A link of Portico's own that lives for days and leads a person to a vendor's page. Its token is not stored. */
@Entity({ name: 'durable_links', schema: 'portico' })
@Unique('durable_links_token_hash_key', ['tokenHash'])
@Index('durable_links_kind_idx', ['consumerId', 'kind', 'linkId'])
@Index('durable_links_reference_idx', ['consumerId', 'kind', 'reference', 'linkId'])
@Index('durable_links_expires_at_idx', ['expiresAt'])
@Index('durable_links_subject_id_idx', ['subjectId', 'linkId'])
export class DurableLink {
  /** UUIDv7. */
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'durable_links_pkey' })
  linkId: string;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  /** The kind of link, as the journey registered it. */
  @Column({ type: 'text' })
  kind: string;

  /** Our id of the journey's subject. */
  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId: string;

  /** The vendor's id of the journey's subject. */
  @Column({ type: 'text' })
  reference: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  /** What requesting the vendor's link needs: JSON sealed under the subject's key; null once it was erased. */
  @Column({ name: 'settings_sealed', type: 'bytea', nullable: true })
  settingsSealed: Buffer | null;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'integer', default: 0 })
  clicks: number;

  @Column({ name: 'last_clicked_at', type: 'timestamptz', nullable: true })
  lastClickedAt: Date | null;

  /** When the day began for which `dayClicks` are counted. */
  @Column({ name: 'day_began_at', type: 'timestamptz', nullable: true })
  dayBeganAt: Date | null;

  @Column({ name: 'day_clicks', type: 'integer', default: 0 })
  dayClicks: number;
}
