import { randomInt, randomUUID } from 'node:crypto';
import request from 'supertest';
import type { RunningSandbox } from './sandbox';

/** The four headers of FinPro. */
export interface FinproCredentials {
  readonly client_id: string;
  readonly client_secret: string;
  readonly organisationId: string;
  readonly appIdentifier: string;
}

/** The two organisations of the sandbox. */
export const FIU: FinproCredentials = {
  client_id: 'portico-sandbox-fiu',
  client_secret: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw',
  organisationId: 'sandbox-org',
  appIdentifier: 'portico',
};
export const OTHER_FIU: FinproCredentials = {
  client_id: 'other-sandbox-fiu',
  client_secret: 'b3RoZXItZmlucHJvLXNlY3JldC0wMDAwMDAwMDAwMDA',
  organisationId: 'other-sandbox-org',
  appIdentifier: 'other',
};

export const PAN = 'CANRY1234F';
export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A mobile number that no other test uses; all have the same prefix, so that a leak can be found. */
export const newMobile = (): string => `77700${String(randomInt(100_000)).padStart(5, '0')}`;

export type ConsentBody = Record<string, unknown> & {
  readonly vua: string;
  readonly partyIdentifierValue: string;
  readonly accountID: string;
};

/** The request on the vendor's page, for a new customer. */
export function consentBody(change: object = {}): ConsentBody {
  const mobile = newMobile();
  return {
    productID: 'LOAN01',
    vua: `${mobile}@onemoney`,
    partyIdentifierType: 'MOBILE',
    partyIdentifierValue: mobile,
    accountID: `LOANAPP${randomUUID().replaceAll('-', '').slice(0, 12)}`,
    fipID: ['ALPHA-FIP', 'BETA-FIP'],
    redirectUrl: 'https://app.example.com/cb?state=abc',
    ...change,
  };
}

/** FinPro's operations at any base URL, as one caller. */
export class FinproApi {
  constructor(
    /** With the path prefix, without a slash at its end. */
    readonly url: string,
    readonly credentials: FinproCredentials,
  ) {}

  post(path: string, body: unknown): request.Test {
    return request(this.url)
      .post(path)
      .set({ ...this.credentials })
      .send(body as object);
  }

  get(path: string): request.Test {
    return request(this.url)
      .get(path)
      .set({ ...this.credentials });
  }

  request(change: object = {}): request.Test {
    return this.post('/v3/requestconsent', consentBody(change));
  }

  list(filter: object): request.Test {
    return this.post('/v3/getconsentslist', filter);
  }
}

/** The server and helpers in which a row of the contract is tested. */
export interface ConsentWorld {
  readonly at: 'sandbox' | 'gateway';
  readonly api: FinproApi;
  /** Another organisation, which must not see the first one's consents. */
  readonly other: FinproApi;
  readonly sandbox: RunningSandbox;
}

export const sandboxWorld = (sandbox: RunningSandbox): ConsentWorld => ({
  at: 'sandbox',
  api: new FinproApi(`${sandbox.url}/finpro`, FIU),
  other: new FinproApi(`${sandbox.url}/finpro`, OTHER_FIU),
  sandbox,
});

/** One sentence of FinPro's contract, the servers that keep it, and its test. */
export interface ConsentRow {
  readonly section: string;
  readonly says: string;
  readonly at: 'sandbox' | 'gateway' | 'both';
  readonly check: (world: ConsentWorld) => Promise<unknown>;
}

type Check = ConsentRow['check'];

export const both = (section: string, says: string, check: Check): ConsentRow => ({ section, says, at: 'both', check });
export const gatewayOnly = (section: string, says: string, check: Check): ConsentRow => ({
  section,
  says,
  at: 'gateway',
  check,
});
export const sandboxOnly = (section: string, says: string, check: Check): ConsentRow => ({
  section,
  says,
  at: 'sandbox',
  check,
});

export const rowsAt = (column: 'sandbox' | 'gateway', rows: readonly ConsentRow[]): readonly ConsentRow[] =>
  rows.filter(({ at }) => at === column || at === 'both');

/**
 * Expects the five fields. The number and the exact text are the sandbox's choice: at other servers only HTTP status
 * and error code are compared.
 */
export function expectRefusal(
  { at }: ConsentWorld,
  { status, body, headers }: request.Response,
  http: number,
  word: string,
  code?: string,
  text?: string,
): void {
  expect([status, body.errorCode, body.errorMsg]).toEqual([
    http,
    word,
    at === 'sandbox' && text !== undefined ? text : expect.any(String),
  ]);
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(Object.keys(body as object).toSorted()).toEqual(['errorCode', 'errorMsg', 'status', 'timestamp', 'ver']);
  expect(body.status).toMatch(at === 'sandbox' && code ? new RegExp(`^${code}$`) : /^FP[0-9]{4}$/);
  expect(new Date(body.timestamp as string).toISOString()).toBe(body.timestamp);
}

export interface GivenConsent {
  readonly handle: string;
  readonly body: ConsentBody;
  readonly url: string;
}

/** A consent made over the API, and then changed by the customer's actions. */
export async function givenConsent(
  { api, sandbox }: ConsentWorld,
  change: object = {},
  ...events: readonly string[]
): Promise<GivenConsent> {
  const body = consentBody(change);
  const { body: answer } = await api.post('/v3/requestconsent', body).expect(200);
  for (const event of events) await move(sandbox, answer.data.consent_handle as string, event);
  return { handle: answer.data.consent_handle, url: answer.data.webRedirectionUrl, body };
}

/** An action of the customer, or of the clock, on a consent. */
export async function move(
  sandbox: RunningSandbox,
  handle: string,
  event: string,
): Promise<{ status: string; consent_id: string | null }> {
  return sandbox.control(`/_sandbox/finpro/consents/${handle}/${event}`, undefined, 'POST');
}

/** The consent in the consent list. */
export async function listed({ api }: ConsentWorld, handle: string): Promise<Record<string, unknown>> {
  const { body } = await api.list({ consentHandle: handle }).expect(200);
  expect(body.data).toHaveLength(1);
  return body.data[0];
}
