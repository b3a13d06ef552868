/** The vendors, by the names that are stored, logged and shown in metrics. */
export const VENDOR_NAMES = ['one-money', 'finpro'] as const;

export type Vendor = (typeof VENDOR_NAMES)[number];

/** The account that the variables without a suffix configure. */
export const DEFAULT_ACCOUNT = 'default';

/** A name of an account; in variables it is a suffix, in capitals and with underscores for hyphens. */
export const ACCOUNT_NAME = /^(?!default$|.*-file$)[a-z][a-z0-9]{0,15}(?:-[a-z0-9]{1,15}){0,2}$/;

/** A consumer's account by vendor, and after it those that it had before; a vendor that is not named: `default`. */
export type VendorAccounts = Readonly<Partial<Record<Vendor, readonly string[]>>>;

/** The account in which a consumer's new journeys begin. */
export const accountOf = (accounts: VendorAccounts, vendor: Vendor): string => accounts[vendor]?.[0] ?? DEFAULT_ACCOUNT;

/** Every account in which the consumer may have journeys, the present one first. */
export const everyAccountOf = (accounts: VendorAccounts, vendor: Vendor): readonly string[] =>
  accounts[vendor] ?? [DEFAULT_ACCOUNT];

/** The consumer belongs to `account` from now on. */
export const movedTo = (accounts: VendorAccounts, vendor: Vendor, account: string): VendorAccounts => ({
  ...accounts,
  [vendor]: [account, ...everyAccountOf(accounts, vendor).filter((one) => one !== account)],
});

/** For log lines and audit rows: the account, unless it is `default`. */
export const accountDetail = (account: string): { vendor_account?: string } =>
  account === DEFAULT_ACCOUNT ? {} : { vendor_account: account };

/** One account at one vendor as people are shown it: the vendor's name alone for the account `default`. */
export const accountLabel = (vendor: Vendor, account: string): string =>
  account === DEFAULT_ACCOUNT ? vendor : `${vendor}/${account}`;
