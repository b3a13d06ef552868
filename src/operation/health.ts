/** Injection token of the probes that readiness asks. */
export const PROBES = Symbol('Probes');

/** A part that readiness asks. */
export interface Probe {
  readonly name: string;
  /**
   * Resolves when it works; to what is amiss when requests may come all the same; rejects when they may not, with an
   * error whose `reason`, where it has one, says why. What it says is shown to everybody.
   */
  check(): Promise<string | void>;
}
