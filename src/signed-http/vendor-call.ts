import type { Json } from '../audit/canonical-json';

export type Vendor = 'one-money' | 'finpro';

/**
 * A call in the vendor's words. The path is joined to the vendor's base URL as text, so that a path prefix survives.
 */
export interface VendorCall {
  readonly vendor: Vendor;
  readonly method: 'GET' | 'POST';
  /** Absolute path, already percent-encoded, without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Serialised once; the same bytes are signed and sent. */
  readonly body?: { readonly [key: string]: Json };
  /** They stand before the signer's of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the call is called in metrics and traces, without any id: `createCustomer`. */
  readonly operation?: string;
  /**
   * For an effect: the vendor answers a repetition of these bytes with the first result, by a key that they carry.
   * Anything else with an effect is sent once.
   */
  readonly mayRepeat?: boolean;
}

/** What came back, whole. */
export interface VendorAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** The vendor's own name of the exchange, if it is fit to be kept. */
  readonly requestId: string | null;
  readonly askedAt: Date;
  readonly receivedAt: Date;
  /** Texts of ours that the vendor may repeat and that must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * Decides whether an answer is what was promised: gives its value, or throws a Fault that says what is wrong with it.
 */
export type Judge<T> = (answer: VendorAnswer) => T;

/** What a signer sees of a call: exactly what goes out. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path as on the request line, without query. */
  readonly path: string;
  readonly body: Buffer;
}

/** Gives the headers that prove who is calling. */
export type Signer = (request: OutgoingRequest, now: Date) => Record<string, string>;

/** One vendor, as configured. */
export interface VendorConnection {
  readonly baseUrl: string;
  readonly sign: Signer;
  /** What it signs with, in an order of its own: two connections with the same credentials present the same. */
  readonly credentials: readonly string[];
  /** Texts that must never be shown, whoever says them. */
  readonly secrets: readonly string[];
}

/** Injection token of the vendors, by name. */
export const CONNECTIONS = Symbol('VendorConnections');

/** Milliseconds; HTTP tells whole seconds, cut off. */
const HALF_SECOND = 500;

/**
 * Seconds that the vendor's clock is ahead of ours by the Date of its answer (RFC 9110, 6.6.1), to a second and half
 * the round trip; null when it tells none.
 */
export function secondsAhead({
  headers,
  askedAt,
  receivedAt,
}: Pick<VendorAnswer, 'headers' | 'askedAt' | 'receivedAt'>): number | null {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? null : (at + HALF_SECOND - (askedAt.getTime() + receivedAt.getTime()) / 2) / 1000;
}
