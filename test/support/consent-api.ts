import request from 'supertest';
import { DEMO, type RunningGateway } from './gateway';

/** FinPro's four headers of the two consumers of sandbox mode. */
export const DEMO_HEADERS = { client_id: 'demo-consumer', client_secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA', organisationId: 'demo-org', appIdentifier: 'demo-app' } as const;
export const OTHER_HEADERS = { client_id: 'other-consumer', client_secret: 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA', organisationId: 'other-org', appIdentifier: 'other-app' } as const;

export type FourHeaders = Readonly<Record<string, string>>;

export const PAGE = 'https://app.example.com/consent/return?state=abc';

/** Numbers that the search for personal data in logs and dumps looks for: 77 and six digits of the test. */
let people = 0;
export const newMobile = (): string => `77${String(process.pid % 1000).padStart(3, '0')}${String(people++ % 100_000).padStart(5, '0')}`;

export interface ConsentBody {
  readonly productID: string;
  readonly vua: string;
  readonly partyIdentifierType: string;
  readonly partyIdentifierValue: string;
  readonly accountID: string;
  readonly [name: string]: unknown;
}

/** A request that works, of a person whom nobody has met. */
export function newConsent(rest: object = {}): ConsentBody {
  const mobile = newMobile();
  return { productID: 'LOAN01', vua: `${mobile}@onemoney`, partyIdentifierType: 'MOBILE', partyIdentifierValue: mobile, accountID: `LOANAPP${mobile}`, fipID: ['ALPHA-FIP', 'BETA-FIP'], redirectUrl: PAGE, ...rest };
}

/** The consent operations, as one consumer. */
export class ConsentApi {
  constructor(
    readonly url: string,
    private readonly headers: FourHeaders = DEMO_HEADERS,
    private readonly authorization: string = DEMO,
  ) {}

  as(headers: FourHeaders, authorization = this.authorization): ConsentApi {
    return new ConsentApi(this.url, headers, authorization);
  }

  request(body: unknown = newConsent(), key?: string): request.Test {
    return this.post('/v3/requestconsent', body, key === undefined ? {} : { 'Idempotency-Key': key });
  }

  list(body: unknown): request.Test {
    return this.post('/v3/getconsentslist', body);
  }

  revoke(consentID: unknown): request.Test {
    return this.post('/revokeconsent', { consentID });
  }

  link(body: unknown): request.Test {
    return this.post('/webRedirection/getEncryptedUrl', body);
  }

  decrypt(webRedirectionURL: unknown): request.Test {
    return this.post('/webRedirection/decryptUrl', { webRedirectionURL });
  }

  journey(handle: string): request.Test {
    return request(this.url).get(`/v1/consents/${handle}`).set('Authorization', this.authorization);
  }

  journeys(query: object = {}): request.Test {
    return request(this.url).get('/v1/consents').query(query).set('Authorization', this.authorization);
  }

  post(path: string, body: unknown, headers: FourHeaders = {}): request.Test {
    return request(this.url).post(path).set({ ...this.headers, ...headers }).send(body as object);
  }
}

export interface GivenConsent {
  readonly handle: string;
  readonly url: string;
  readonly body: ConsentBody;
}

/** Brings consents into a state, through the front door and as the customer. */
export class GivenConsents {
  private readonly api: ConsentApi;

  constructor(private readonly gateway: RunningGateway) {
    this.api = new ConsentApi(gateway.url);
  }

  async consent({ event, api = this.api, ...rest }: { event?: string; api?: ConsentApi; [name: string]: unknown } = {}): Promise<GivenConsent> {
    const body = newConsent(rest);
    const { body: created } = await api.request(body).expect(200);
    const handle = created.data.consent_handle as string;
    if (event) await this.happens(handle, event);
    return { handle, url: created.data.webRedirectionUrl as string, body };
  }

  /** What the customer or the clock does: approve, reject, pause, resume, revoke, expire. */
  async happens(handle: string, event: string): Promise<{ consent_id: string | null; status: string }> {
    return this.gateway.sandbox.control(`/_sandbox/finpro/consents/${handle}/${event}`, {});
  }

  async fault(rest: object): Promise<void> {
    await this.gateway.sandbox.control('/_sandbox/faults', { vendor: 'finpro', times: 1, ...rest });
  }

  async sent(path: string): Promise<{ path: string; body: Record<string, unknown> | null; status: number | null }[]> {
    return this.gateway.sandbox.requests(path, 'finpro');
  }
}
