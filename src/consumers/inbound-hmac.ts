import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of a credential of the OneMoney-HMAC-SHA256 scheme. */
export interface HmacCredential {
  readonly accessKey: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** What was signed, as it was sent. */
export interface SignedRequest {
  readonly method: string;
  /** Request target in its normalised spelling; the query is not signed. */
  readonly url: string;
  /** The request target as it was received; absent: it was received in the normalised spelling. */
  readonly sentTarget?: string;
  readonly body: Buffer;
}

/** Scheme names are case-insensitive (RFC 9110, 11.1). */
const CREDENTIAL = /^OneMoney-HMAC-SHA256 +(.*)$/i;
const ABSOLUTE = /^https?:\/\/[^/?]*/i;
/** The form of a client_id: anything longer would only be cached as unknown. */
const ACCESS_KEY = /^[A-Za-z0-9_-]{1,64}$/;
const TIMESTAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

export const isHmac = (authorization: string): boolean => CREDENTIAL.test(authorization);

/** Null when the header is not exactly `<scheme> <access key>:<timestamp>:<signature>` with a real date. */
export function parseHmac(authorization: string): HmacCredential | null {
  const [accessKey, timestamp, signature, ...more] = (CREDENTIAL.exec(authorization)?.[1] ?? '').split(':');
  if (!accessKey || !timestamp || !signature || more.length > 0) return null;
  return ACCESS_KEY.test(accessKey) && SIGNATURE.test(signature) && instantOf(timestamp) !== null
    ? { accessKey, timestamp, signature }
    : null;
}

/** Milliseconds since the epoch of `YYYYMMDDThhmmssZ`; null when there is no such time. */
export function instantOf(timestamp: string): number | null {
  const parts = TIMESTAMP.exec(timestamp);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().replace(/[-:]|\.000/g, '') === timestamp;
  return isReal ? instant.getTime() : null;
}

/** Whether the secret (base64url, decoded) signed exactly these bytes, path as sent or normalised. Constant time. */
export function isSignedBy(secret: string, credential: HmacCredential, request: SignedRequest): boolean {
  const key = Buffer.from(secret, 'base64url');
  const agree = [request.url, sentPath(request)].map((target) => {
    const expected = createHmac('sha256', key)
      .update(signedText(credential, request, target))
      .digest();
    return timingSafeEqual(expected, Buffer.from(credential.signature, 'hex'));
  });
  return agree.includes(true);
}

const sentPath = ({ url, sentTarget }: SignedRequest): string => (sentTarget ?? url).replace(ABSOLUTE, '');

/** The string to sign: five lines, with the path as it was sent. Nothing in it is secret. */
export function signedText(
  { accessKey, timestamp }: HmacCredential,
  request: SignedRequest,
  target = sentPath(request),
): string {
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  return [accessKey, timestamp, request.method.toUpperCase(), target.split('?', 1)[0], bodyHash].join('\n');
}
