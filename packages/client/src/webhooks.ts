import { createHmac, timingSafeEqual } from 'node:crypto';
import { keysOf } from './secrets';
import type { PorticoEvent } from './types';

/** Seconds that the time of a delivery may be off. */
const TOLERANCE_SECONDS = 300;

/** A delivery that Portico did not send, or not now. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/** The headers of a request as Node, fetch or a framework has them. */
export type IncomingHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The event of a delivery to a subscription (Standard Webhooks 1.0.0). `body` is the request's bytes before any
 * parsing; `secrets` are those that the subscription has, as they were answered (`whsec_…`). Throws
 * {@link WebhookVerificationError}. Deliveries may repeat: store the event's `id`, and process each event once.
 */
export function verifyWebhook(
  secrets: string | readonly string[],
  headers: IncomingHeaders,
  body: string | Uint8Array,
  now: Date = new Date(),
): PorticoEvent {
  const keys = keysOf(secrets, 'base64', 'whsec_');
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new TypeError('body must be the bytes of the request, before any parsing');
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  );
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError('a header of the signature is missing');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS)
    throw new WebhookVerificationError('the time of the delivery is more than five minutes off');
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest());
  const given = signatures
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
  if (!expected.some((one) => given.some((other) => one.length === other.length && timingSafeEqual(one, other))))
    throw new WebhookVerificationError('no signature fits');
  return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) as PorticoEvent;
}

function headerOf(headers: IncomingHeaders, name: string): string | null {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : null;
}
