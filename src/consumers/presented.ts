import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '../errors';
import { type HmacCredential, isHmac, parseHmac } from './inbound-hmac';

/** How a caller authenticates: with the Authorization header, as an operator, with four headers, or not at all. */
export type CredentialKind = 'authorization' | 'operator' | 'four-headers' | 'none';

/** The credentials in an Authorization header. */
export type Presented =
  | { readonly kind: 'bearer'; readonly clientId: string; readonly secret: string }
  | ({ readonly kind: 'hmac' } & HmacCredential);

/** The four headers of the operations on consents, as a consumer sends them. */
export interface FourHeaders {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organisationId: string;
  readonly appIdentifier: string;
}

const BEARER = /^Bearer +([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,512})$/i;
const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** No scheme of the Authorization header, but RFC 9110, 11.6.1, requires a challenge: it names the headers. */
const CHALLENGE = {
  'WWW-Authenticate': 'FinPro-Headers realm="portico", names="client_id client_secret organisationId appIdentifier"',
};

/** For a 401 where the four headers are the credential. */
export const FOUR_HEADERS = {
  headers: CHALLENGE,
  detail: 'Invalid client credentials',
  nextAction: 'Send client_id, client_secret, organisationId and appIdentifier of one consumer.',
} as const;

/** For a 401 where an operator's credentials are needed. */
export const OPERATOR = {
  nextAction: 'Send Authorization: Bearer <operator_id>.<secret>; a consumer has other paths.',
} as const;

/** Null without a credential, or with one that cannot be valid: a signature's two timestamps must be equal. */
export function presentedBy(headers: IncomingHttpHeaders): Presented | null {
  const { authorization = '' } = headers;
  if (isHmac(authorization)) {
    const credential = parseHmac(authorization);
    return credential && credential.timestamp === headers['x-om-date'] ? { kind: 'hmac', ...credential } : null;
  }
  const [, clientId, secret] = BEARER.exec(authorization) ?? [];
  return clientId && secret ? { kind: 'bearer', clientId, secret } : null;
}

/** Null when one of the four is missing, or the first cannot be a client_id. */
export function fourHeadersOf(headers: IncomingHttpHeaders): FourHeaders | null {
  const [clientId, clientSecret, organisationId, appIdentifier] = [
    'client_id',
    'client_secret',
    'organisationid',
    'appidentifier',
  ].map((name) => single(headers[name]));
  return clientId && CLIENT_ID.test(clientId) && clientSecret && organisationId && appIdentifier
    ? { clientId, clientSecret, organisationId, appIdentifier }
    : null;
}

/** Fault `unauthorized` when these headers cannot authenticate any consumer; otherwise null. */
export function credentialFault(kind: CredentialKind, headers: IncomingHttpHeaders): Fault | null {
  if (kind === 'operator') return presentedBy(headers)?.kind === 'bearer' ? null : new Fault('unauthorized', OPERATOR);
  if (kind === 'authorization') return presentedBy(headers) ? null : new Fault('unauthorized');
  return kind === 'none' || fourHeadersOf(headers) ? null : new Fault('unauthorized', FOUR_HEADERS);
}

const single = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;
