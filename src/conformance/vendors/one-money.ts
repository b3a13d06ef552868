import { randomUUID } from 'node:crypto';
import { omTimestamp, oneMoneyBearer, oneMoneySigner } from '../../vendors/one-money/one-money.signer';
import type { VendorResponse, Sent } from '../exchange';
import { Difference, same } from '../expectation';
import { VendorHost } from './vendor-host';

/** Where 1Money is, and the credentials. */
export interface OneMoneyAccess {
  readonly url: string;
  readonly accessKey: string;
  /** base64url; null: only Bearer is possible. */
  readonly secretKey: string | null;
  readonly auth: 'hmac' | 'bearer';
}

export interface GivenCustomer {
  readonly customer_id: string;
  readonly key: string;
  readonly email: string;
}

type Json = object | string | undefined;

/** 1Money as one partner sees it. */
export class OneMoney {
  private readonly host: VendorHost;

  /** `isPatient`: waits when it is told that there were too many requests. */
  constructor(
    readonly access: OneMoneyAccess,
    isPatient = false,
  ) {
    this.host = new VendorHost(access.url, isPatient);
  }

  async get(target: string, headers: Readonly<Record<string, string | undefined>> = {}): Promise<VendorResponse> {
    return this.send('GET', target, undefined, headers);
  }

  async post(
    target: string,
    body: Json,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<VendorResponse> {
    return this.send('POST', target, body, headers);
  }

  /** With the credential of the partner, unless `headers` has one. */
  async send(
    method: string,
    target: string,
    body: Json,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<VendorResponse> {
    return this.host.send(() => this.signed(method, target, body, headers));
  }

  private signed(
    method: string,
    target: string,
    body: Json,
    headers: Readonly<Record<string, string | undefined>>,
  ): Sent {
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const at = this.host.prefix + target;
    const signer =
      this.access.auth === 'hmac'
        ? oneMoneySigner(this.access.accessKey, this.access.secretKey ?? '')
        : oneMoneyBearer(this.access.accessKey);
    const credential = signer({ method, path: at.split('?', 1)[0]!, body: Buffer.from(text ?? '') }, new Date());
    return {
      method,
      target: at,
      body: text,
      headers: { ...credential, ...(text === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    };
  }

  /** The two headers of a signature. `path` is signed unchanged. */
  signature(
    method: string,
    path: string,
    body = '',
    at = new Date(),
    secret = this.access.secretKey ?? '',
  ): { Authorization: string; 'X-OM-Date': string } {
    return oneMoneySigner(this.access.accessKey, secret)(
      { method, path: this.host.prefix + path, body: Buffer.from(body) },
      at,
    ) as { Authorization: string; 'X-OM-Date': string };
  }

  bearer(): { Authorization: string; 'X-OM-Date': string } {
    return { Authorization: `Bearer ${this.access.accessKey}`, 'X-OM-Date': omTimestamp(new Date()) };
  }

  /** The path in its signed form. */
  signedPath(path: string): string {
    return this.host.prefix + path;
  }

  async create(
    change: object = {},
    { key = randomUUID(), path = '/v1/customers/lightweight' }: { key?: string; path?: string } = {},
  ): Promise<VendorResponse> {
    return this.post(path, { ...newCustomer(), ...change }, { 'Idempotency-Key': key });
  }

  /** A customer that was just made. */
  async customer(change: object = {}): Promise<GivenCustomer> {
    const key = randomUUID();
    const body = { ...newCustomer(), ...change };
    const answer = await this.post('/v1/customers/lightweight', body, { 'Idempotency-Key': key });
    same('creating a customer', answer.status, 201);
    return { customer_id: String((answer.json as { customer_id?: unknown }).customer_id), key, email: body.email };
  }

  async link(customerId: string, body: Json = {}): Promise<VendorResponse> {
    return this.post(`/v1/customers/${customerId}/onboarding_links`, body);
  }

  /** The URL of a link that was just made. */
  async url(customerId: string, body: object = {}): Promise<string> {
    const answer = await this.link(customerId, body);
    if (answer.status < 200 || answer.status > 299)
      throw new Difference('making a link', 'success', String(answer.status));
    return String((answer.json as { onboarding_url?: unknown }).onboarding_url);
  }
}

/** A company that does not exist, with a new e-mail address. */
export function newCustomer(): {
  email: string;
  first_name: string;
  last_name: string;
  company_name: string;
  customer_type: string;
} {
  return {
    email: `conformance-${randomUUID()}@example.com`,
    first_name: 'Zoë',
    last_name: 'Kim',
    company_name: 'Conformance Robotics GmbH',
    customer_type: 'BUSINESS',
  };
}
