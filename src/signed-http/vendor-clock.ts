import type { VendorAnswer } from './vendor-call';

/** Milliseconds; HTTP tells whole seconds, cut off. */
const HALF_SECOND = 500;

/** Seconds that the vendor's clock is ahead of ours by the Date of its answer (RFC 9110, 6.6.1), to a second and half the round trip; null when it tells none. */
export function secondsAhead({ headers, askedAt, receivedAt }: Pick<VendorAnswer, 'headers' | 'askedAt' | 'receivedAt'>): number | null {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? null : (at + HALF_SECOND - (askedAt.getTime() + receivedAt.getTime()) / 2) / 1000;
}
