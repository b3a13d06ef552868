/** Injection token of the probes that readiness asks. */
export const PROBES = Symbol('Probes');

/** Something that must work before requests may come. */
export interface Probe {
  readonly name: string;
  /** Resolves when it works; rejects or resolves to a reason when it does not. */
  check(): Promise<void>;
}
