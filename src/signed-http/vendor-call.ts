import type { Json } from '../audit/canonical-json';
import type { Vendor } from '../config/vendor';
import type { VendorAnswer } from '../vendors/vendor-answer';
import type { VendorConnection } from '../vendors/vendor-profile';

/** One call to a vendor. The path is appended to the vendor's base URL as text, so that a path prefix is kept. */
export interface VendorCall {
  readonly vendor: Vendor;
  readonly method: 'GET' | 'POST';
  /** Absolute path, already percent-encoded, without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Serialised once; the same bytes are signed and sent. */
  readonly body?: { readonly [key: string]: Json };
  /** They take precedence over the signer's headers of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The call's name in metrics and traces, without any id: `createCustomer`. */
  readonly operation?: string;
  /** The vendor answers a retried effect with the first result, by a key in it. Any other effect is sent once. */
  readonly mayRepeat?: boolean;
}

/** Decides whether an answer is valid: returns its value, or throws a Fault that says what is wrong with it. */
export type Judge<T> = (answer: VendorAnswer) => T;

/** The vendors that are configured; a connection may be replaced while calls are under way. */
export type Connections = Partial<Record<Vendor, VendorConnection>>;

/** Injection token of the Connections. */
export const CONNECTIONS = Symbol('VendorConnections');

/** Milliseconds. An HTTP date has whole seconds, truncated. */
const HALF_SECOND = 500;

/** Seconds the vendor's clock is ahead, by Date (RFC 9110, 6.6.1), to a second and half the round trip; else null. */
export function secondsAhead({
  headers,
  askedAt,
  receivedAt,
}: Pick<VendorAnswer, 'headers' | 'askedAt' | 'receivedAt'>): number | null {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? null : (at + HALF_SECOND - (askedAt.getTime() + receivedAt.getTime()) / 2) / 1000;
}
