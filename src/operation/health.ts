/** Injection token of the probes that readiness runs. */
export const PROBES = Symbol('Probes');

/** A part that readiness checks. */
export interface Probe {
  readonly name: string;
  /**
   * Resolves when the part works; resolves to a description of the problem when requests are still accepted; rejects
   * when they are not, with an error whose `reason`, if present, says why. The text is shown to anyone.
   */
  check(): Promise<string | void>;
}
