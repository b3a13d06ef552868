import type { VendorResponse } from '../exchange';
import { Difference, fits, ISO_TIME, members, same } from '../expectation';

/** The six members of a hosted customer (1money.md 2.1). */
export const CUSTOMER = ['customer_id', 'email', 'customer_type', 'status', 'created_at', 'updated_at'] as const;

export const KYB_STATUS_NAMES = [
  'INIT',
  'PENDING_REVIEW',
  'UNDER_REVIEW',
  'PENDING_RESPONSE',
  'REJECTED',
  'APPROVED',
  'ESCALATED',
  'PENDING_APPROVAL',
  'PROVISIONING',
] as const;

/** The error envelope; returns `<status> <code>`. */
export function envelope({ status, json }: VendorResponse, path: string): string {
  const error = members('the error', json, ['code', 'status', 'detail', 'instance']);
  same('status in the error', error.status, status);
  same('instance', error.instance, path);
  fits('code', error.code, /^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)*$/, 'the reason phrase with underscores');
  fits('detail', error.detail, /\S/, 'a text');
  return `${status} ${String(error.code)}`;
}

/** Refused as the caller's mistake, with any status number; returns `<status> <code>`. */
export function refused({ status, json }: VendorResponse): string {
  if (status < 400 || status > 499 || status === 401 || status === 404 || status === 429)
    throw new Difference('the answer', 'a refusal of the request', String(status));
  return `${status} ${String((json as { code?: unknown } | undefined)?.code ?? 'without a code')}`;
}

export function customer(answer: VendorResponse, status: number): Record<string, unknown> {
  same('status', answer.status, status);
  const found = members('the customer', answer.json, CUSTOMER);
  fits('customer_id', found.customer_id, /^\S{1,64}$/);
  fits('email', found.email, /@/);
  fits('created_at', found.created_at, ISO_TIME, 'ISO 8601');
  fits('updated_at', found.updated_at, ISO_TIME, 'ISO 8601');
  return found;
}

const LINK = ['grant_token', 'onboarding_url', 'expires_at'] as const;

/** A link or grant (1money.md 2.3). */
export function link(answer: VendorResponse): { grant_token: string; onboarding_url: string; expires_at: string } {
  if (answer.status < 200 || answer.status > 299) throw new Difference('status', 'success', String(answer.status));
  const found = members('the link', answer.json, LINK);
  return {
    grant_token: fits('grant_token', found.grant_token, /^\S{22,}$/, 'a token of 128 bits or more'),
    onboarding_url: fits('onboarding_url', found.onboarding_url, /^https?:\/\//, 'a URL'),
    expires_at: fits('expires_at', found.expires_at, ISO_TIME, 'ISO 8601'),
  };
}
