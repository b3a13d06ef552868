import { createHash, createHmac, randomUUID } from 'node:crypto';

/** A partner of 1Money in the sandbox. */
export interface SandboxPartner {
  readonly accessKey: string;
  readonly secretKey: string;
}

export const PARTNER: SandboxPartner = {
  accessKey: 'ak_sandbox_portico',
  secretKey: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA',
};
export const OTHER_PARTNER: SandboxPartner = {
  accessKey: 'ak_sandbox_other',
  secretKey: 'YW5vdGhlci1wYXJ0bmVyLXNlY3JldC0wMDAwMDAwMDA',
};

export interface SignedRequest {
  readonly method?: string;
  /** Path and query. */
  readonly target: string;
  readonly body?: string;
  readonly partner?: SandboxPartner;
  /** Spoils the lines that are signed. */
  readonly spoil?: (lines: string[]) => string[];
  readonly key?: (secret: string) => Buffer;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Sends a request to 1Money in the sandbox, signed here. Returns the answer and what was signed. */
export async function sendSigned(
  baseUrl: string,
  { method = 'GET', target, body, partner = PARTNER, spoil = (lines) => lines, key }: SignedRequest,
): Promise<{ status: number; signed: string; json: Record<string, unknown> }> {
  const timestamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const lines = spoil([partner.accessKey, timestamp, method, target.split('?', 1)[0]!, sha256(body ?? '')]);
  const secret = key?.(partner.secretKey) ?? Buffer.from(partner.secretKey, 'base64url');
  const signature = createHmac('sha256', secret).update(lines.join('\n')).digest('hex');
  const answer = await fetch(baseUrl + target, {
    method,
    body,
    headers: {
      Authorization: `OneMoney-HMAC-SHA256 ${partner.accessKey}:${timestamp}:${signature}`,
      'X-OM-Date': timestamp,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
  });
  return {
    status: answer.status,
    signed: lines.join('\n'),
    json: (await answer.json()) as Record<string, unknown>,
  };
}

export const newCompany = (change: object = {}): string =>
  JSON.stringify({
    email: `canary-${randomUUID()}@acme.example`,
    first_name: 'Zoë',
    last_name: "O'Neil",
    company_name: 'Acme Robotics GmbH',
    customer_type: 'BUSINESS',
    ...change,
  });
