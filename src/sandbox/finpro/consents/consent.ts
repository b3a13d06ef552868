import type { ConsentAccount } from '../aa/accounts';
import type { ConsentStatus } from './consent-status';

/** A consent as the vendor keeps it. */
export interface SandboxConsent {
  readonly consent_handle: string;
  readonly organisation_id: string;
  readonly client_id: string;
  readonly app_identifier: string;
  readonly product_id: string;
  readonly account_id: string;
  readonly vua: string;
  readonly party_identifier_type: string;
  readonly party_identifier_value: string;
  readonly pan: string | null;
  /** Null: every FIP. */
  readonly fip_ids: readonly string[] | null;
  readonly redirect_url: string;
  readonly status: ConsentStatus;
  /** Null until approved. */
  readonly consent_id: string | null;
  readonly created_at: Date;
  readonly modified_at: Date;
  readonly consent_start: Date;
  readonly consent_expiry: Date;
  readonly accounts: readonly ConsentAccount[];
}

export type NewConsent = Pick<
  SandboxConsent,
  | 'organisation_id'
  | 'client_id'
  | 'app_identifier'
  | 'product_id'
  | 'account_id'
  | 'vua'
  | 'party_identifier_type'
  | 'party_identifier_value'
  | 'pan'
  | 'fip_ids'
  | 'redirect_url'
> & { readonly validityDays: number };

/** The filters of a list; absent: no filter. */
export interface ConsentFilter {
  readonly organisationId: string;
  readonly vua?: string;
  readonly partyIdentifierType?: string;
  readonly partyIdentifierValue?: string;
  readonly productId?: string;
  readonly accountId?: string;
  readonly statuses?: readonly ConsentStatus[];
  readonly consentHandles?: readonly string[];
  readonly consentIds?: readonly string[];
  /** Without it: all. */
  readonly limit?: number;
  readonly offset?: number;
}
