import { circuitBreaker, type CircuitBreakerPolicy, CircuitState, handleWhen, SamplingBreaker } from 'cockatiel';
import { Fault, type FaultName } from '../../errors';
import type { VendorAnswer } from '../../vendors/vendor-answer';

/** Opens when more than half of at least ten calls within ten seconds failed. */
const SAMPLING = { threshold: 0.5, duration: 10_000, minimumRps: 1 };
/** Milliseconds that the breaker stays open before one call is let through. */
const REST_MS = 2_000;

/** Failures of the whole vendor. Not 500: one consumer's bad request can cause it, and must not affect the others. */
const FAULTS: ReadonlySet<FaultName> = new Set(['vendor-unreachable', 'vendor-failed', 'vendor-timeout']);
const STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

export const isTrouble = (error: unknown): boolean => error instanceof Fault && FAULTS.has(error.faultName);
export const isTroubled = ({ status }: VendorAnswer): boolean => STATUSES.has(status);

export type BreakerState = 'closed' | 'half-open' | 'open';

/** Circuit breaker: stops calls to a vendor that keeps failing; every two seconds one call tests whether it works. */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openUntil = 0;

  constructor() {
    this.policy = circuitBreaker(
      handleWhen(isTrouble).orWhenResult((answer) => isTroubled(answer as VendorAnswer)),
      { halfOpenAfter: REST_MS, breaker: new SamplingBreaker(SAMPLING) },
    );
    this.policy.onBreak(() => {
      this.openUntil = performance.now() + REST_MS;
    });
  }

  get state(): BreakerState {
    if (this.policy.state === CircuitState.Closed) return 'closed';
    return this.policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** Throws Fault `vendor-circuit-open` while it is open, and while another call tests the vendor. */
  assertClosed(): void {
    const restMs = this.openUntil - performance.now();
    const isResting = this.state === 'open' && restMs > 0;
    if (isResting || this.state === 'half-open')
      throw new Fault('vendor-circuit-open', { retryAfterSeconds: Math.max(1, Math.ceil(restMs / 1000)) });
  }

  /** Counts how the call ends: a timeout only if there was enough time (`isFairTrial`), or if it tests the vendor. */
  async run(call: () => Promise<VendorAnswer>, isFairTrial = true): Promise<VendorAnswer> {
    this.assertClosed();
    const countsTimeouts = isFairTrial || this.state === 'open';
    try {
      return await this.policy.execute(countsTimeouts ? call : () => call().catch(excuseTimeout));
    } catch (error) {
      throw error instanceof Excused ? error.fault : error;
    }
  }
}

/** Carries a timeout through the breaker without being counted. */
class Excused extends Error {
  constructor(readonly fault: Fault) {
    super('excused');
  }
}

function excuseTimeout(error: unknown): never {
  throw error instanceof Fault && error.faultName === 'vendor-timeout' ? new Excused(error) : error;
}
