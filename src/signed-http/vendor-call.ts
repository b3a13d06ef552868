import type { Json } from '../audit/canonical-json';
import { accountLabel, type Vendor } from '../config/vendor';
import type { VendorAnswer } from '../vendors/vendor-answer';
import type { VendorConnection } from '../vendors/vendor-profile';

/** One call to a vendor. The path is appended to the vendor's base URL as text, so that a path prefix is kept. */
export interface VendorCall {
  readonly vendor: Vendor;
  /** The account whose credentials sign it: the one of the journey, as it is stored with it. */
  readonly account: string;
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
  /** A read of a status for a consumer: it may get the answer to the same call, made for another a moment ago. */
  readonly mayShare?: boolean;
  /** The vendor answers a retried effect with the first result, by a key in it. Any other effect is sent once. */
  readonly mayRepeat?: boolean;
}

/** Decides whether an answer is valid: returns its value, or throws a Fault that says what is wrong with it. */
export type Judge<T> = (answer: VendorAnswer) => T;

/** Which account at which vendor. */
export type AccountOf = Pick<VendorCall, 'vendor' | 'account'>;

/** The accounts that are configured; the connection of one may be replaced while calls are under way. */
export class Connections {
  private readonly accounts = new Map<string, AccountOf & { connection: VendorConnection }>();

  add(of: AccountOf, connection: VendorConnection): void {
    this.accounts.set(keyOf(of), { vendor: of.vendor, account: of.account, connection });
  }

  /** Null: the vendor has no account of this name. */
  of(of: AccountOf): VendorConnection | null {
    return this.accounts.get(keyOf(of))?.connection ?? null;
  }

  all(): AccountOf[] {
    return [...this.accounts.values()];
  }
}

const keyOf = ({ vendor, account }: AccountOf): string => accountLabel(vendor, account);

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
