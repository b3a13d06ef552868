import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { VendorAccounts } from '../config/vendor';
import type { ReplacedSecret } from '../privacy/replaced-secrets';

/** An internal service that may call Portico. */
@Entity({ name: 'consumers', schema: 'portico' })
@Unique('consumers_client_id_key', ['clientId'])
export class Consumer {
  @PrimaryColumn({ name: 'consumer_id', type: 'uuid', primaryKeyConstraintName: 'consumers_pkey' })
  consumerId: string;

  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  /** Sealed under the data key, not hashed: verifying an HMAC needs the secret itself. */
  @Column({ name: 'secret_sealed', type: 'bytea' })
  secretSealed: Buffer;

  /** Replaced secrets, each valid until its own expiry; the newest first. */
  @Column({ name: 'replaced_secrets', type: 'jsonb', default: () => "'[]'" })
  replacedSecrets: ReplacedSecret[];

  @Column({ name: 'secret_rotated_at', type: 'timestamptz', nullable: true })
  secretRotatedAt: Date | null;

  /** Requests in any sixty seconds; 0: unlimited; null: the configured limit. */
  @Column({ name: 'rate_limit_per_minute', type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  @Column({ name: 'organisation_id', type: 'text' })
  organisationId: string;

  /** The application of requests that name none. */
  @Column({ name: 'application_id', type: 'text' })
  applicationId: string;

  /** Applications that a request may name besides that one. */
  @Column({ name: 'other_application_ids', type: 'text', array: true, default: () => "'{}'" })
  otherApplicationIds: string[];

  @Column({ type: 'text', array: true })
  scopes: string[];

  @Column({ name: 'redirect_origins', type: 'text', array: true })
  redirectOrigins: string[];

  /** Where users are sent when a request names no page; null: where the vendor sends them. */
  @Column({ name: 'default_redirect_url', type: 'text', nullable: true })
  defaultRedirectUrl: string | null;

  @Column({ name: 'product_ids', type: 'text', array: true })
  productIds: string[];

  /** Its account at each vendor, then those before; a vendor that is not named: `default`. */
  @Column({ name: 'vendor_accounts', type: 'jsonb', default: () => "'{}'" })
  vendorAccounts: VendorAccounts;

  /** What people are shown who open a durable link of the consumer; null: nothing. */
  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName: string | null;

  /** Where these people can ask: a mail address or an https URL. */
  @Column({ type: 'text', nullable: true })
  contact: string | null;

  /** A PNG or JPEG that they are shown; read for the page only. */
  @Column({ type: 'bytea', nullable: true, select: false })
  logo: Buffer | null;

  /** A consumer that exists from the start in sandbox mode; refused in any other mode. */
  @Column({ name: 'is_seeded', type: 'boolean' })
  isSeeded: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;
}
