import { ApiProperty } from '@nestjs/swagger';

const HEALTHS = ['ok', 'degraded', 'unavailable'] as const;

/** The state of a part. */
export type Health = (typeof HEALTHS)[number];

/** Whether the gateway is alive, or ready for requests. */
export class HealthDto {
  /** `degraded`: a part does not work, and requests are served all the same.
   * @example ok */
  @ApiProperty({ enum: HEALTHS })
  status: Health;

  /**
   * Each part that readiness asks, and how it is.
   * @example { "database": "ok" }
   */
  parts?: Record<string, Health>;

  /**
   * What is wrong with each part that is degraded, or unavailable and able to say why.
   * @example { "audit-proofs": "the oldest audit entry has waited 62 s to be sealed" }
   */
  reasons?: Record<string, string>;
}
