/** A customer of FinPro: a Financial Information User. */
export interface Organisation {
  readonly organisationId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appIdentifier: string;
}

/** Public literals of the sandbox, valid nowhere else. */
export const ORGANISATIONS: readonly Organisation[] = [
  {
    organisationId: 'sandbox-org',
    clientId: 'portico-sandbox-fiu',
    clientSecret: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw',
    appIdentifier: 'portico',
  },
  {
    organisationId: 'other-sandbox-org',
    clientId: 'other-sandbox-fiu',
    clientSecret: 'b3RoZXItZmlucHJvLXNlY3JldC0wMDAwMDAwMDAwMDA',
    appIdentifier: 'other',
  },
];

/** The ids of FinPro and the Account Aggregator, and their shared secret. */
export const FIU_ID = 'sandbox-fiu';
export const AA_ID = 'onemoney-aa';
export const AA_HANDLE = '@onemoney';
/** The passphrase that the Account Aggregator gave to the FIU. */
export const SHARED_SECRET = 'sandbox-shared-secret-0001';
