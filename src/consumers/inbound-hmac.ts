import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A credential of the OneMoney-HMAC-SHA256 scheme, taken apart. */
export interface HmacCredential {
  readonly accessKey: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** What was signed, as it stood on the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Request target; the query is not signed. */
  readonly url: string;
  readonly body: Buffer;
}

const SCHEME = 'OneMoney-HMAC-SHA256 ';
/** As consumers are named: anything longer would only be remembered as unknown. */
const ACCESS_KEY = /^[A-Za-z0-9_-]{1,64}$/;
const TIMESTAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

export const isHmac = (authorization: string): boolean => authorization.startsWith(SCHEME);

/** Null when the header is not exactly `<scheme> <access key>:<timestamp>:<signature>` with a real date. */
export function parseHmac(authorization: string): HmacCredential | null {
  const [accessKey, timestamp, signature, ...more] = authorization.slice(SCHEME.length).split(':');
  if (!isHmac(authorization) || !accessKey || !timestamp || !signature || more.length > 0) return null;
  return ACCESS_KEY.test(accessKey) && SIGNATURE.test(signature) && instantOf(timestamp) !== null ? { accessKey, timestamp, signature } : null;
}

/** Milliseconds since the epoch of `YYYYMMDDThhmmssZ`; null when there is no such second. */
export function instantOf(timestamp: string): number | null {
  const parts = TIMESTAMP.exec(timestamp);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().replace(/[-:]|\.000/g, '') === timestamp;
  return isReal ? instant.getTime() : null;
}

/** Whether the secret (base64url text, decoded before use) made this signature over exactly these bytes. Constant time. */
export function isSignedBy(secret: string, credential: HmacCredential, request: SignedRequest): boolean {
  const { accessKey, timestamp, signature } = credential;
  const path = request.url.split('?', 1)[0];
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  const text = [accessKey, timestamp, request.method.toUpperCase(), path, bodyHash].join('\n');
  const expected = createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
