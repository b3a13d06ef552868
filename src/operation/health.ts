/** Injection token of the probes that readiness asks. */
export const PROBES = Symbol('Probes');

/** A part that readiness asks. */
export interface Probe {
  readonly name: string;
  /** Resolves when it works; to `degraded` when something is amiss and requests may come all the same; rejects when they may not. */
  check(): Promise<'degraded' | void>;
}
