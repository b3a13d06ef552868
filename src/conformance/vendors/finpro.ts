import { randomInt, randomUUID } from 'node:crypto';
import { type FinproCredentials, finproSigner } from '../../vendors/finpro/finpro.signer';
import type { VendorResponse } from '../exchange';
import { aList, anObject, Difference, same } from '../expectation';
import { VendorHost } from './vendor-host';

/** Where FinPro is, and the credentials. */
export interface FinproAccess extends FinproCredentials {
  /** May have a path prefix. */
  readonly url: string;
  /** An active template; null: none is known. */
  readonly productId: string | null;
}

export interface GivenConsent {
  readonly handle: string;
  readonly url: string;
  readonly body: ConsentBody;
}

export type ConsentBody = Record<string, unknown> & {
  readonly vua: string;
  readonly partyIdentifierValue: string;
  readonly accountID: string;
  readonly productID: string;
};

/** FinPro as one organisation sees it. */
export class FinPro {
  private readonly host: VendorHost;

  /** `isPatient`: waits when it is told that there were too many requests. */
  constructor(
    readonly access: FinproAccess,
    isPatient = false,
  ) {
    this.host = new VendorHost(access.url, isPatient);
  }

  /** The four headers. */
  get credentials(): Readonly<Record<string, string>> {
    return finproSigner(this.access)({ method: 'POST', path: '/', body: Buffer.alloc(0) }, new Date()) as Readonly<
      Record<string, string>
    >;
  }

  async get(
    path: string,
    headers: Readonly<Record<string, string | undefined>> = this.credentials,
  ): Promise<VendorResponse> {
    return this.host.send(() => ({ method: 'GET', target: this.host.prefix + path, headers }));
  }

  async post(
    path: string,
    body: object | string,
    headers: Readonly<Record<string, string | undefined>> = this.credentials,
  ): Promise<VendorResponse> {
    return this.host.send(() => ({
      method: 'POST',
      target: this.host.prefix + path,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }));
  }

  /** A request as the vendor's page prints it, for a new customer. */
  body(change: object = {}): ConsentBody {
    const mobile = newMobile();
    return {
      productID: this.access.productId ?? '',
      vua: `${mobile}@onemoney`,
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: mobile,
      accountID: `CONF${randomUUID().replaceAll('-', '').slice(0, 16)}`,
      redirectUrl: 'https://app.example.com/cb?state=abc',
      ...change,
    };
  }

  async request(change: object = {}): Promise<VendorResponse> {
    return this.post('/v3/requestconsent', this.body(change));
  }

  /** A consent that was just requested. */
  async consent(change: object = {}): Promise<GivenConsent> {
    const body = this.body(change);
    const answer = await this.post('/v3/requestconsent', body);
    same('requesting a consent', answer.status, 200);
    const data = anObject('data', (answer.json as { data?: unknown }).data);
    return {
      handle: String(data.consent_handle ?? (await this.handleOf(body))),
      url: String(data.webRedirectionUrl),
      body,
    };
  }

  async list(filter: object): Promise<readonly Record<string, unknown>[]> {
    const answer = await this.post('/v3/getconsentslist', filter);
    same('listing consents', answer.status, 200);
    return aList('data', (answer.json as { data?: unknown }).data);
  }

  /** The one consent with this handle, as the list has it. */
  async listed(handle: string): Promise<Record<string, unknown>> {
    const found = await this.list({ consentHandle: handle });
    if (found.length !== 1) throw new Difference('consents with this handle', '1', String(found.length));
    return found[0]!;
  }

  private async handleOf({
    partyIdentifierType,
    partyIdentifierValue,
    productID,
    accountID,
  }: ConsentBody): Promise<unknown> {
    return (await this.list({ partyIdentifierType, partyIdentifierValue, productID, accountID }))[0]?.consentHandle;
  }
}

export const newMobile = (): string => `77701${String(randomInt(100_000)).padStart(5, '0')}`;

export const TEST_PAN = 'CANRY1234F';
