import { ApiProperty } from '@nestjs/swagger';
import { VENDOR_NAMES } from '../../config/vendor';
import type { KillSwitch } from '../../switches/kill-switches';

/** Something that an operator has stopped. */
export class StoppedDto {
  @ApiProperty({ enum: ['vendor', 'links'], description: 'Effects at an account of a vendor; all durable links.' })
  target: 'vendor' | 'links';

  @ApiProperty({ type: String, nullable: true, example: VENDOR_NAMES[0] })
  vendor: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'default' })
  account: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  stopped_at: string;

  @ApiProperty({ description: 'The id of the operator.', example: 'ada' })
  stopped_by: string;

  /** @example "INC-4711: the vendor asked us to pause" */
  reason: string;

  static from({ target, vendor, account, stoppedAt, stoppedBy, reason }: KillSwitch): StoppedDto {
    const isVendor = target === 'vendor';
    return {
      target,
      vendor: isVendor ? vendor : null,
      account: isVendor ? account : null,
      stopped_at: stoppedAt.toISOString(),
      stopped_by: stoppedBy,
      reason,
    };
  }
}

/** Everything that is stopped now. */
export class SwitchesDto {
  stopped: StoppedDto[];

  static from(stopped: readonly KillSwitch[]): SwitchesDto {
    return { stopped: stopped.map((one) => StoppedDto.from(one)) };
  }
}
