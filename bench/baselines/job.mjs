// The job that every baseline does, by hand: who asks, what is asked, what the vendor is sent. Each in its leanest form.
import { createHash, createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { ONE_MONEY } from '../parts/stub-vendors.mjs';

/** The consumer of every target, and the scope that the job needs. */
export const CONSUMER = { clientId: 'bench', secret: 'YmVuY2gtY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA' };
export const SCOPE = 'onboarding:write';
export const ORIGIN = 'https://app.example.com';
export const ACTION = 'onboarding.grant.create';
/** Milliseconds that an authenticated consumer is remembered: a disabled one is refused after that time. */
const REMEMBERED_MS = 5_000;

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const CUSTOMER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LOCALE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const FIELDS = new Set(['customer_id', 'redirect_url', 'locale']);
const KEY = Buffer.from(ONE_MONEY.secretKey, 'base64url');

/** The consumer of a Bearer token, by one query in five seconds; null for wrong credentials. */
export class Consumers {
  #known = new Map();

  /** `find` returns the row of a client_id, or undefined. */
  constructor(find) {
    this.find = find;
  }

  async of(authorization) {
    const [, clientId, secret] = /^Bearer ([\w-]+)\.([\w-]+)$/.exec(authorization ?? '') ?? [];
    if (clientId === undefined) return null;
    const hash = sha256(secret);
    const known = this.#known.get(clientId);
    if (known?.hash === hash && known.until > Date.now()) return known.consumer;
    const consumer = await this.find(clientId);
    if (consumer?.secret_hash !== hash || !consumer.is_enabled) return null;
    this.#known.set(clientId, { hash, consumer, until: Date.now() + REMEMBERED_MS });
    return consumer;
  }
}

/** The first bad field of a body, or null. */
export function badField(body, origins) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body';
  for (const name in body) if (!FIELDS.has(name)) return name;
  const { customer_id: customerId, redirect_url: redirectUrl, locale } = body;
  if (typeof customerId !== 'string' || !CUSTOMER_ID.test(customerId)) return 'customer_id';
  if (locale !== undefined && (typeof locale !== 'string' || !LOCALE.test(locale))) return 'locale';
  if (redirectUrl === undefined) return null;
  if (typeof redirectUrl !== 'string' || redirectUrl.length > 2048 || !URL.canParse(redirectUrl)) return 'redirect_url';
  const { protocol, origin } = new URL(redirectUrl);
  return protocol === 'https:' && origins.includes(origin) ? null : 'redirect_url';
}

/** What 1Money is sent for a grant, signed (docs/signing.md). */
export function signedCall(customerId, redirectUrl, locale, key) {
  const path = `/v1/customers/${customerId}/onboarding_links`;
  const body = JSON.stringify({ redirect_url: redirectUrl, locale });
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const payloadHash = sha256(body);
  const signed = createHmac('sha256', KEY)
    .update(`${ONE_MONEY.accessKey}\n${timestamp}\nPOST\n${path}\n${payloadHash}`)
    .digest('hex');
  const headers = {
    'content-type': 'application/json',
    authorization: `OneMoney-HMAC-SHA256 ${ONE_MONEY.accessKey}:${timestamp}:${signed}`,
    'x-om-date': timestamp,
    'idempotency-key': key,
  };
  return { method: 'POST', path, body, headers, payloadHash };
}

/** Sends calls to the vendor. Each resolves to its status and JSON; to status 0 and null where there is no answer. */
export function vendorAt(url) {
  const pool = new Pool(url, { connections: 128, pipelining: 1 });
  return async (call) => {
    try {
      const { statusCode, body } = await pool.request({ ...call, headersTimeout: 10_000, bodyTimeout: 10_000 });
      return { status: statusCode, answer: await body.json() };
    } catch {
      return { status: 0, answer: null };
    }
  };
}
