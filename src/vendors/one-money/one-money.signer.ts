import { createHmac, hash } from 'node:crypto';
import type { Signer } from '../vendor-profile';

/** UTC, basic ISO 8601, seconds: `20260115T093000Z`. */
export function omTimestamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/**
 * Signs with OneMoney-HMAC-SHA256: access key, timestamp, method, path without query and SHA-256 of the body, joined by
 * LF, with the secret decoded from base64url as the key. Each attempt is signed anew, since the timestamp changes.
 */
export function oneMoneySigner(accessKey: string, secretKey: string): Signer {
  const key = Buffer.from(secretKey, 'base64url');
  return ({ method, path, body }, now) => {
    const timestamp = omTimestamp(now);
    const bodyHash = hash('sha256', body);
    const text = [accessKey, timestamp, method.toUpperCase(), path, bodyHash].join('\n');
    const signature = createHmac('sha256', key).update(text).digest('hex');
    return { Authorization: `OneMoney-HMAC-SHA256 ${accessKey}:${timestamp}:${signature}`, 'X-OM-Date': timestamp };
  };
}

/** The vendor's shortcut for its sandbox: the access key alone, no secret. */
export function oneMoneyBearer(accessKey: string): Signer {
  return (_request, now) => ({ Authorization: `Bearer ${accessKey}`, 'X-OM-Date': omTimestamp(now) });
}
