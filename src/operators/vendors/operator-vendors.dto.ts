import { ApiProperty } from '@nestjs/swagger';
import { VENDOR_NAMES } from '../../config/vendor';
import type { VendorAccountFacts } from './operator-vendors.service';

/** An account at a vendor. */
export class VendorAccountDto {
  @ApiProperty({ enum: VENDOR_NAMES, example: VENDOR_NAMES[0] })
  vendor: string;

  /** @example default */
  account: string;

  @ApiProperty({
    enum: ['closed', 'half-open', 'open'],
    description: 'The circuit breaker of the replica that answers; each has its own.',
    example: 'closed',
  })
  breaker: VendorAccountFacts['breaker'];

  @ApiProperty({ description: 'Whether an operator has stopped it, on all replicas.', example: false })
  is_stopped: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Consumers that are not disabled, and whose new journeys begin in this account.',
    example: 2,
  })
  consumers: number;

  static from({ vendor, account, breaker, isStopped, consumers }: VendorAccountFacts): VendorAccountDto {
    return { vendor, account, breaker, is_stopped: isStopped, consumers };
  }
}

/** All accounts that the answering replica is configured with. */
export class VendorAccountsDto {
  accounts: VendorAccountDto[];
}
