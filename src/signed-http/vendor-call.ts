import type { Json } from '../audit/canonical-json';

export type Vendor = 'one-money' | 'finpro';

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
  /**
   * For an effect: the vendor answers a retry with these bytes with the first result, by a key that they carry. Any
   * other call with an effect is sent once.
   */
  readonly mayRepeat?: boolean;
}

/** A vendor's complete response. */
export interface VendorAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** The vendor's own id of the exchange, if it is fit to be stored. */
  readonly requestId: string | null;
  readonly askedAt: Date;
  readonly receivedAt: Date;
  /** Our own texts that the vendor may repeat in its answer and that must not be shown. */
  readonly secrets: readonly string[];
}

/** Decides whether an answer is valid: returns its value, or throws a Fault that says what is wrong with it. */
export type Judge<T> = (answer: VendorAnswer) => T;

/** What a signer sees of a call: exactly what is sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path as on the request line, without query. */
  readonly path: string;
  readonly body: Buffer;
}

/** Returns the headers that authenticate the caller. */
export type Signer = (request: OutgoingRequest, now: Date) => Record<string, string>;

/** One vendor, as configured. */
export interface VendorConnection {
  readonly baseUrl: string;
  readonly sign: Signer;
  /** What it signs with, in a fixed order of its own: two connections with the same credentials have the same list. */
  readonly credentials: readonly string[];
  /** Texts that must never be shown, wherever they come from. */
  readonly secrets: readonly string[];
}

/** Injection token of the vendors, by name. */
export const CONNECTIONS = Symbol('VendorConnections');

/** Milliseconds. An HTTP date has whole seconds, truncated. */
const HALF_SECOND = 500;

/**
 * Seconds by which the vendor's clock is ahead of ours, from the Date header of its answer (RFC 9110, 6.6.1), accurate
 * to a second and half the round trip; null without that header.
 */
export function secondsAhead({
  headers,
  askedAt,
  receivedAt,
}: Pick<VendorAnswer, 'headers' | 'askedAt' | 'receivedAt'>): number | null {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? null : (at + HALF_SECOND - (askedAt.getTime() + receivedAt.getTime()) / 2) / 1000;
}
