/** Whether the gateway is alive, or ready for requests. */
export class HealthDto {
  /** @example ok */
  status: 'ok' | 'unavailable';

  /**
   * Each part that readiness asks, and how it is.
   * @example { "database": "ok" }
   */
  parts?: Record<string, 'ok' | 'unavailable'>;
}
