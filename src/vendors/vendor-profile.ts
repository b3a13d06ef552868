import type { AccountConfig } from '../config/config';
import type { Vendor } from '../config/vendor';
import type { VendorAnswer } from './vendor-answer';
import type { WebhookEvent, WebhookHeaders } from './webhook-event';

/** What a signer sees of a call: exactly what is sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path as on the request line, without query. */
  readonly path: string;
  readonly body: Buffer;
}

/** Returns the headers that authenticate the caller. */
export type Signer = (request: OutgoingRequest, now: Date) => Record<string, string>;

/** A vendor's address, and how calls to it are authenticated. */
export interface VendorConnection {
  readonly baseUrl: string;
  readonly sign: Signer;
  /** What it signs with, in a fixed order of its own: two connections with the same credentials have the same list. */
  readonly credentials: readonly string[];
  /** Texts that must never be shown, wherever they come from. */
  readonly secrets: readonly string[];
}

/** How a vendor limits the rate of our calls. */
export interface RateLimits {
  /** Whether the answer says that the limit is reached; it need not have the status 429. */
  isRateLimit(answer: VendorAnswer): boolean;
  /** How long the vendor asks us to wait, in whole seconds from 1 to 300; null when it does not say. */
  retryAfter(answer: VendorAnswer): number | null;
}

/** How a vendor's webhooks arrive and are read. */
export interface VendorWebhooks {
  /** Their address is `/webhooks/<path>`, and `/webhooks/<path>/<account>` of further accounts. */
  readonly path: string;
  /**
   * `events`: those that concern a journey besides the usual ones. Never throws: a webhook that cannot be understood is
   * an event of no journey.
   */
  read(body: Buffer, headers: WebhookHeaders, events: readonly string[]): WebhookEvent;
  /** For the OpenAPI document. */
  readonly document: {
    readonly operationId: string;
    /** Of the address of a further account. */
    readonly accountOperationId: string;
    /** The vendor as people call it. */
    readonly title: string;
    /** What the webhooks are about, and what is read at the vendor because of one. */
    readonly about: string;
    readonly reads: string;
    /** Whether the signature covers a timestamp, unless it is configured otherwise. */
    readonly isTimed: boolean;
    /** A webhook as the vendor sends it. */
    readonly example: Readonly<Record<string, unknown>>;
  };
}

/** All that the code shared by both vendors has to know of one of them. */
export interface VendorProfile extends RateLimits {
  readonly name: Vendor;
  /** Of one account; null: not configured. */
  readonly connection: (account: AccountConfig) => VendorConnection | null;
  readonly webhooks: VendorWebhooks;
}

/** Injection token of the list of profiles. */
export const VENDORS = Symbol('VendorProfiles');
