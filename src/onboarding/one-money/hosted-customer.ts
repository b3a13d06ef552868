/** The six fields that 1Money tells of a hosted customer. */
export interface HostedCustomer {
  readonly customerId: string;
  readonly email: string;
  /** Absent on the full customer, which the current generation answers with. */
  readonly customerType: string | null;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When 1Money said so. */
  readonly confirmedAt: Date;
}

export interface NewHostedCustomer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string | null;
}

/** A one-time link. `url` and `token` are secrets: they go to the consumer and nowhere else. */
export interface IssuedGrant {
  readonly token: string;
  readonly url: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface GrantRequest {
  readonly customerId: string;
  readonly redirectUrl: string | null;
  readonly locale: string | null;
}
