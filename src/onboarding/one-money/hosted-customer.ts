/** The six fields of a hosted customer at 1Money. */
export interface HostedCustomer {
  readonly customerId: string;
  readonly email: string;
  /** Null for a full customer, which the current generation of paths returns. */
  readonly customerType: string | null;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When 1Money reported it. */
  readonly confirmedAt: Date;
}

export interface NewHostedCustomer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string | null;
}

/** A one-time link. `url` and `token` are secrets: they are returned to the consumer and used nowhere else. */
export interface IssuedGrant {
  readonly token: string;
  readonly url: string;
  /** BCP 47 tag in the URL: the language of the pages; null where there is none. */
  readonly locale: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A customer that 1Money has, and the account in which it has it. */
export interface KnownCustomer {
  readonly customerId: string;
  readonly vendorAccount: string;
}

export interface GrantRequest {
  readonly customer: KnownCustomer;
  /** Portico's own id of the grant, a UUID. */
  readonly grantId: string;
  readonly redirectUrl: string | null;
  readonly locale: string | null;
}
