export type TestedVendor = '1money' | 'finpro';

/** What a fact needs besides credentials, in words for the person who has to provide it. */
export const NEEDS = {
  effects: 'makes or changes something at the vendor: --with-effects',
  secret: 'the secret key, for signatures',
  'second-partner': 'credentials of a second partner',
  template: 'the productID of an active template: CONFORMANCE_PRODUCT_ID',
  status: 'somebody at the vendor who sets a KYB status',
  clock: "the vendor's clock moved on",
  faults: 'a vendor that fails when told to',
  listener: 'webhooks that arrive at a listener',
  person: "a person at the vendor's pages",
  portal: "templates set up in the vendor's portal for the purpose",
  switches: 'a vendor with limits and switches set for the purpose',
  'shared-secret': 'the passphrase between the Account Aggregator and FinPro',
} as const;

export type Need = keyof typeof NEEDS;
