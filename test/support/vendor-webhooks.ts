import { createHmac, randomUUID } from 'node:crypto';

/** The webhook secret of both vendors in sandbox mode. */
export const WEBHOOK_SECRET = 'sandbox-webhook-key';

/** The one of the account `other`. */
export const OTHER_SECRET = 'sandbox-webhook-key-other';

/** A webhook as a vendor sends it. */
export interface VendorWebhook {
  readonly path: `/webhooks/${string}`;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Signing {
  readonly secret?: string;
  /** Unix seconds. */
  readonly timestamp?: number;
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** Any body, signed as by 1Money (section "Webhooks"). */
export function signedByOneMoney(
  body: string,
  { secret = WEBHOOK_SECRET, timestamp = nowSeconds() }: Signing = {},
  headers: Record<string, string> = {},
): VendorWebhook {
  return {
    path: '/webhooks/1money',
    headers: {
      'Content-Type': 'application/json',
      'X-Webhook-Signature': hmac(secret, `${timestamp}.${body}`),
      'X-Webhook-Timestamp': String(timestamp),
      ...headers,
    },
    body,
  };
}

/** 1Money's webhook about a customer. Each call makes another event, unless `id` is given. */
export function oneMoneyWebhook(
  customerId: string,
  {
    event = 'kyb.completed',
    id = `evt_${randomUUID()}`,
    status = 'APPROVED',
    ...signing
  }: Signing & { event?: string; id?: string; status?: string } = {},
): VendorWebhook {
  const body = {
    id,
    event_name: event,
    created_at: new Date().toISOString(),
    resource: { type: 'customer', id: customerId },
    data: { customer: { id: customerId, status } },
  };
  return signedByOneMoney(JSON.stringify(body), signing, {
    'X-Webhook-Event-Id': id,
    'X-Webhook-Event-Type': event,
    'X-Webhook-Event-Name': event,
    'X-Webhook-Delivery-Id': randomUUID(),
  });
}

/** Any body, signed as by FinPro's default (page "Webhooks overview"). */
export function signedByFinpro(body: string, { secret = WEBHOOK_SECRET }: Signing = {}): VendorWebhook {
  return {
    path: '/webhooks/finpro',
    headers: { 'Content-Type': 'application/json', 'X-Webhook-Signature': hmac(secret, body) },
    body,
  };
}

/** FinPro's webhook about a consent. */
export function finproWebhook(consentHandle: string, rest: Readonly<Record<string, unknown>> = {}): VendorWebhook {
  return signedByFinpro(
    JSON.stringify({
      timestamp: new Date().toISOString(),
      consentHandle,
      eventType: 'CONSENT',
      eventStatus: 'CONSENT_APPROVED',
      consentId: randomUUID(),
      vua: '9876543210@onemoney',
      eventMessage: 'Consent approved',
      ...rest,
    }),
  );
}

/** The same, sent to the address of the account `other`. */
export const ofOther = (webhook: VendorWebhook): VendorWebhook => ({ ...webhook, path: `${webhook.path}/other` });

/** Sends it; returns the status and the body. */
export async function deliver(
  url: string,
  { path, headers, body }: VendorWebhook,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(url + path, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}
