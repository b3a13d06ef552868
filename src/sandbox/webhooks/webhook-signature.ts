import { createHmac } from 'node:crypto';

/**
 * How a webhook is signed: `hex` and `base64` over the body, `timestamp` over `<Unix seconds>.<body>` in hex. 1Money
 * uses the last one only.
 */
export const WEBHOOK_MODES = ['hex', 'base64', 'timestamp'] as const;
export type WebhookMode = (typeof WEBHOOK_MODES)[number];

/** HMAC-SHA256 with the secret as text. `nowSeconds`: Unix time. */
export function signatureHeaders(
  mode: WebhookMode,
  secret: string,
  body: string,
  nowSeconds: number,
): Readonly<Record<string, string>> {
  const hmac = createHmac('sha256', secret);
  if (mode !== 'timestamp') return { 'X-Webhook-Signature': hmac.update(body).digest(mode) };
  return {
    'X-Webhook-Signature': hmac.update(`${nowSeconds}.${body}`).digest('hex'),
    'X-Webhook-Timestamp': String(nowSeconds),
  };
}
