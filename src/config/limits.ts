import type { Environment } from './environment';

/** How much at once, how often, and how long. */
export interface Limits {
  /** What one vendor may hold. */
  readonly vendorLine: {
    /** Calls under way at once. */
    readonly places: number;
    /** Callers that may wait for a place. */
    readonly queue: number;
    /** Repetitions of one call at most, where a repetition is harmless. */
    readonly retries: number;
    readonly hasBreaker: boolean;
  };
  /** Requests that may be in the house at once, whatever they wait for. */
  readonly maxInFlight: number;
  /** Requests of one consumer in any sixty seconds, unless its row says otherwise; 0: as many as it likes. */
  readonly rateLimitPerMinute: number;
  /** For one customer on one UTC day; 0: as many as anybody likes. */
  readonly quotas: { readonly grants: number; readonly consents: number };
  /** Milliseconds between SIGTERM and closing the door, in which load balancers learn that they should look elsewhere. */
  readonly shutdownDrainMs: number;
}

/** Variables that are numbers. */
export const LIMIT_NUMBERS = ['VENDOR_RETRIES', 'VENDOR_CONCURRENCY', 'VENDOR_QUEUE', 'MAX_IN_FLIGHT', 'RATE_LIMIT_PER_MINUTE', 'GRANTS_PER_CUSTOMER_PER_DAY', 'CONSENTS_PER_CUSTOMER_PER_DAY', 'SHUTDOWN_DRAIN_MS'] as const;

/** In sandbox mode nothing that counts requests is on unless it is asked for. */
export function limits(environment: Environment): Limits {
  const isProduction = environment.PORTICO_SANDBOX_URL === undefined;
  return {
    vendorLine: Object.freeze({
      places: environment.VENDOR_CONCURRENCY ?? 64,
      queue: environment.VENDOR_QUEUE ?? 32,
      retries: environment.VENDOR_RETRIES ?? 1,
      hasBreaker: environment.VENDOR_BREAKER !== 'off',
    }),
    maxInFlight: environment.MAX_IN_FLIGHT ?? 1_024,
    rateLimitPerMinute: environment.RATE_LIMIT_PER_MINUTE ?? (isProduction ? 60_000 : 0),
    quotas: Object.freeze({ grants: environment.GRANTS_PER_CUSTOMER_PER_DAY ?? (isProduction ? 100 : 0), consents: environment.CONSENTS_PER_CUSTOMER_PER_DAY ?? (isProduction ? 100 : 0) }),
    shutdownDrainMs: environment.SHUTDOWN_DRAIN_MS ?? (isProduction ? 2_000 : 0),
  };
}
