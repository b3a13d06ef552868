/** The state of a part. */
export type Health = 'ok' | 'degraded' | 'unavailable';

/** Whether the gateway is alive, or ready for requests. */
export class HealthDto {
  /** `degraded`: a part does not work, and requests are served all the same.
   * @example ok */
  status: 'ok' | 'degraded' | 'unavailable';

  /**
   * Each part that readiness asks, and how it is.
   * @example { "database": "ok" }
   */
  parts?: Record<string, 'ok' | 'degraded' | 'unavailable'>;

  /**
   * What is wrong with each part that is degraded, or unavailable and able to say why.
   * @example { "audit-proofs": "the oldest audit entry has waited 62 s to be sealed" }
   */
  reasons?: Record<string, string>;
}
