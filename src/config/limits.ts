import type { Environment } from './environment/environment';
import { trimSlash } from './trim-slash';

/** Concurrency limits, rate limits, timeouts and tracing. */
export interface Limits {
  /** Limits of the pipeline of one account at one vendor. */
  readonly vendorPipeline: {
    /** Calls that may be under way at once. */
    readonly maxConcurrent: number;
    /** Callers that may wait for a free place. */
    readonly queue: number;
    /** The most retries of one call, where a retry is harmless. */
    readonly retries: number;
    readonly hasBreaker: boolean;
    /** Whether no call is sent for as long as the vendor asked to wait. */
    readonly honoursPauses: boolean;
    /** Calls that may begin in a second, of one replica; 0: no limit. */
    readonly callsPerSecond: number;
  };
  /** Requests that may be inside at once, whatever they wait for. */
  readonly maxInFlight: number;
  /** Milliseconds for the headers of a request to arrive, and again for its body. */
  readonly receiveTimeoutMs: number;
  /** Milliseconds for a client to read its answer. */
  readonly sendTimeoutMs: number;
  /** Requests of one consumer in any sixty seconds, unless its row has another limit; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** For one customer on one UTC day; 0: no limit. */
  readonly quotas: { readonly grants: number; readonly consents: number };
  /** Milliseconds from SIGTERM to the end of listening, for load balancers to send requests elsewhere. */
  readonly shutdownDrainMs: number;
  /** Where spans are sent; null: tracing is off. */
  readonly traces: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly serviceName: string;
  } | null;
}

/** In sandbox mode, rate limits, quotas and pauses for all replicas are off unless they are set. */
export function limits(environment: Environment): Limits {
  const isProduction = environment.PORTICO_SANDBOX_URL === undefined;
  return {
    vendorPipeline: Object.freeze({
      maxConcurrent: environment.VENDOR_CONCURRENCY ?? 64,
      queue: environment.VENDOR_QUEUE ?? 32,
      retries: environment.VENDOR_RETRIES ?? 1,
      hasBreaker: environment.VENDOR_BREAKER !== 'off',
      honoursPauses: (environment.VENDOR_PAUSE ?? (isProduction ? 'on' : 'off')) === 'on',
      callsPerSecond: environment.VENDOR_CALLS_PER_SECOND ?? 0,
    }),
    maxInFlight: environment.MAX_IN_FLIGHT ?? 1_024,
    receiveTimeoutMs: environment.RECEIVE_TIMEOUT_MS ?? 5_000,
    sendTimeoutMs: environment.SEND_TIMEOUT_MS ?? 20_000,
    rateLimitPerMinute: environment.RATE_LIMIT_PER_MINUTE ?? (isProduction ? 60_000 : 0),
    quotas: Object.freeze({
      grants: environment.GRANTS_PER_CUSTOMER_PER_DAY ?? (isProduction ? 100 : 0),
      consents: environment.CONSENTS_PER_CUSTOMER_PER_DAY ?? (isProduction ? 100 : 0),
    }),
    shutdownDrainMs: environment.SHUTDOWN_DRAIN_MS ?? (isProduction ? 2_000 : 0),
    traces: traces(environment),
  };
}

/** The signal's path is added, as the OTLP exporter specification says. */
function traces({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_SERVICE_NAME: serviceName = 'portico',
}: Environment): Limits['traces'] {
  if (endpoint === undefined) return null;
  const pairs = (headers?.split(',') ?? []).map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return { url: `${trimSlash(endpoint)}/v1/traces`, headers: Object.fromEntries(pairs), serviceName };
}
