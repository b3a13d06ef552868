import { createHmac } from 'node:crypto';
import type { WebhookScheme } from '../../config/upkeep.config';
import type { WebhookHeaders } from '../../vendors/webhook-event';
import { isSameText } from '../../privacy/same-text';

/** `unsigned`: a header is missing, or there is no secret to check the signature with. */
export type SignatureVerdict = 'genuine' | 'unsigned' | 'forged' | 'stale';

/** Unix seconds, as digits. */
const TIMESTAMP = /^\d{1,12}$/;

/**
 * Whether the vendor sent these bytes: HMAC-SHA256 with the secret as text, over the raw body or timestamp, full stop
 * and raw body. Tries every secret in constant time. Only the exact text counts: no upper-case hex, no unpadded base64.
 */
export function judgeWebhook(
  scheme: WebhookScheme,
  headers: WebhookHeaders,
  body: Buffer,
  now: Date,
): SignatureVerdict {
  const presented = headers[scheme.signatureHeader];
  const timestamp = headers[scheme.timestampHeader];
  const isTimed = scheme.signs === 'timestamp.body';
  if (typeof presented !== 'string' || scheme.secrets.length === 0) return 'unsigned';
  if (isTimed && (typeof timestamp !== 'string' || !TIMESTAMP.test(timestamp))) return 'unsigned';
  const signature = scheme.mayHavePrefix ? presented.replace(/^sha256=/, '') : presented;
  const signed = isTimed ? Buffer.concat([Buffer.from(`${timestamp as string}.`), body]) : body;
  const matches = scheme.secrets.map((secret) =>
    isSameText(signature, createHmac('sha256', secret).update(signed).digest(scheme.encoding)),
  );
  if (!matches.includes(true)) return 'forged';
  const isFresh = !isTimed || Math.abs(now.getTime() / 1000 - Number(timestamp)) <= scheme.toleranceSeconds;
  return isFresh ? 'genuine' : 'stale';
}
