import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  type ConsentBody,
  consentBody,
  type ConsentWorld,
  type FinproCredentials,
  FinproApi,
  move,
} from './finpro-api';
import { DEMO, type RunningGateway } from './gateway';
import { dateOf, encipher, fiFor } from '../../src/conformance/vendors/redirection-cipher';

/** FinPro's four headers of the two consumers of sandbox mode. */
export const DEMO_HEADERS: FinproCredentials = {
  client_id: 'demo-consumer',
  client_secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  appIdentifier: 'demo-app',
};
export const OTHER_HEADERS: FinproCredentials = {
  client_id: 'other-consumer',
  client_secret: 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA',
  organisationId: 'other-org',
  appIdentifier: 'other-app',
};

export const PAGE = 'https://app.example.com/consent/return?state=abc';

/** A valid request of a new person. */
export const newConsent = (change: object = {}): ConsentBody => consentBody({ redirectUrl: PAGE, ...change });

/** The gateway, sandbox and helpers in which the rows of FinPro's contract are tested. */
export const gatewayWorld = ({ url, sandbox }: RunningGateway): ConsentWorld => ({
  at: 'gateway',
  api: new FinproApi(url, DEMO_HEADERS),
  other: new FinproApi(url, OTHER_HEADERS),
  sandbox,
});

/** The consent operations, as one consumer. */
export class ConsentApi {
  constructor(
    readonly url: string,
    private readonly headers: FinproCredentials = DEMO_HEADERS,
    private readonly authorization: string = DEMO,
  ) {}

  as(headers: FinproCredentials, authorization = this.authorization): ConsentApi {
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

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): request.Test {
    return request(this.url)
      .post(path)
      .set({ ...this.headers, ...headers })
      .send(body as object);
  }
}

export interface GivenConsent {
  readonly handle: string;
  readonly url: string;
  readonly body: ConsentBody;
}

/** Brings consents into a state, over the API and as the customer. */
export class GivenConsents {
  private readonly api: ConsentApi;

  constructor(private readonly gateway: RunningGateway) {
    this.api = new ConsentApi(gateway.url);
  }

  async consent({
    event,
    api = this.api,
    ...rest
  }: { event?: string; api?: ConsentApi; [name: string]: unknown } = {}): Promise<GivenConsent> {
    const body = newConsent(rest);
    const { body: created } = await api.request(body).expect(200);
    const handle = created.data.consent_handle as string;
    if (event) await this.happens(handle, event);
    return { handle, url: created.data.webRedirectionUrl as string, body };
  }

  /** An action of the customer or the clock: approve, reject, pause, resume, revoke, expire. */
  async happens(handle: string, event: string): Promise<{ consent_id: string | null; status: string }> {
    return move(this.gateway.sandbox, handle, event);
  }

  async fault(rest: object): Promise<void> {
    await this.gateway.sandbox.control('/_sandbox/faults', { vendor: 'finpro', times: 1, ...rest });
  }

  async sent(path: string): Promise<{ path: string; body: Record<string, unknown> | null; status: number | null }[]> {
    return this.gateway.sandbox.requests(path, 'finpro');
  }
}

/** The content of the Account Aggregator's `ecres`. */
export interface Said {
  readonly handle: string;
  readonly vua: string;
  /** Redirection error code; 0 is the success. */
  readonly code?: string;
  readonly status?: 'S' | 'F';
}

/** The three parameters of a return, encrypted with the shared secret, as by the Account Aggregator or a forger. */
export async function returnParameters(
  { handle, vua, code = '0', status = code === '0' ? 'S' : 'F' }: Said,
  secret?: string,
): Promise<{ ecres: string; resdate: string; fi: string }> {
  const resdate = dateOf(new Date());
  const text = new URLSearchParams({
    txnid: randomUUID(),
    sessionid: randomUUID(),
    userid: vua,
    status,
    errorcode: code,
    srcref: handle,
    redirect: 'https://app.example.com/',
  }).toString();
  return { ecres: await encipher(text, resdate, secret), resdate, fi: fiFor('onemoney-aa', resdate) };
}
