import { createHash, createHmac } from 'node:crypto';

/** Who calls: a consumer of Portico, as its operator registered it. */
export interface Credentials {
  readonly clientId: string;
  /** base64url text. */
  readonly secret: string;
  /** `bearer` sends the secret; `hmac` signs every request with it (OneMoney-HMAC-SHA256). Default: `bearer`. */
  readonly scheme?: 'bearer' | 'hmac';
  /** Needed for FinPro's operations, which take four headers and no signature. */
  readonly organisationId?: string;
  readonly appIdentifier?: string;
}

/** The request that is signed: `path` without query, `body` as the bytes that are sent. */
interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The headers of an operation with FinPro's credentials. */
export function fourHeaders({ clientId, secret, organisationId, appIdentifier }: Credentials): Record<string, string> {
  if (organisationId === undefined || appIdentifier === undefined)
    throw new TypeError("FinPro's operations need organisationId and appIdentifier: give both to the client");
  return { client_id: clientId, client_secret: secret, organisationId, appIdentifier };
}

/** The headers of any other operation. */
export function authorization(credentials: Credentials, request: Unsigned, now: Date): Record<string, string> {
  const { clientId, secret, scheme } = credentials;
  if (scheme !== 'hmac') return { Authorization: `Bearer ${clientId}.${secret}` };
  const timestamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const hash = createHash('sha256').update(request.body).digest('hex');
  const text = [clientId, timestamp, request.method, request.path, hash].join('\n');
  const signature = createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('hex');
  return { Authorization: `OneMoney-HMAC-SHA256 ${clientId}:${timestamp}:${signature}`, 'X-OM-Date': timestamp };
}
