import type { ConsentAccount } from '../aa/accounts';
import type { SandboxConsent } from './consent';
import { AA_ID } from '../organisations';
import { findTemplate } from '../world';

/** `YYYY-MM-DD HH:mm:ss`, UTC; the vendor does not state the time zone. */
export const withoutZone = (instant: Date): string => instant.toISOString().slice(0, 19).replace('T', ' ');

/** A consent as the lists of the second and third version show it. */
export function listedConsent(consent: SandboxConsent): object {
  return {
    consentID: consent.consent_id,
    consentHandle: consent.consent_handle,
    status: consent.status,
    productID: consent.product_id,
    accountID: consent.account_id,
    aaId: AA_ID,
    vua: consent.vua,
    consentCreationData: consent.created_at.toISOString(),
    consent_expiry: withoutZone(consent.consent_expiry),
    accounts: consent.accounts,
  };
}

/** A row of the first version: one account of a consent; a consent without accounts has one row. */
export interface ListedAccount {
  readonly consent: SandboxConsent;
  readonly account: ConsentAccount | null;
}

export function accountRows(consents: readonly SandboxConsent[]): ListedAccount[] {
  return consents.flatMap((consent) =>
    (consent.accounts.length === 0 ? [null] : consent.accounts).map((account) => ({ consent, account })),
  );
}

/** The newest consent of each account. Consents without accounts are left out. */
export function uniqueAccounts(rows: readonly ListedAccount[]): ListedAccount[] {
  const seen = new Set<string>();
  return rows.filter(
    ({ account }) =>
      account !== null && !seen.has(account.linkReferenceNumber) && seen.add(account.linkReferenceNumber),
  );
}

export function listedAccount({ consent, account }: ListedAccount): object {
  const template = findTemplate(consent.product_id);
  return {
    consentID: consent.consent_id,
    consentHandle: consent.consent_handle,
    status: consent.status,
    productID: consent.product_id,
    accountID: consent.account_id,
    aaId: AA_ID,
    createdOn: consent.created_at.toISOString(),
    modifiedOn: consent.modified_at.toISOString(),
    consentStart: consent.consent_start.toISOString(),
    consentExpiry: consent.consent_expiry.toISOString(),
    fetchType: template?.fetchType ?? null,
    fiTypes: template?.fiTypes ?? [],
    fipId: account?.fipId ?? null,
    maskedAccountNumber: account?.maskedAccountNumber ?? null,
  };
}
