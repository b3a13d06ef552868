import { ApiProperty } from '@nestjs/swagger';
import { ANY_UUID } from '../../../input/bounded-text';
import { QueryField } from '../../../input/field';
import { textLike } from '../../../input/values';
import type { Customer } from '../customer.entity';
import { KYB_STATUSES, type KybStatus } from '../../kyb/kyb-status';

/** Which customer, by the key it was created with. */
export class FindCustomerQueryDto {
  /**
   * The Idempotency-Key of the creating request.
   * @example 7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40
   */
  @QueryField(textLike(ANY_UUID, 'must be a UUID'))
  idempotency_key: string;
}

/** A hosted customer: 1Money's six members and no others (reference page "Get hosted customer"). */
export class CustomerDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  customer_id: string;

  /** @example ops@acme.example */
  email: string;

  /** In the spelling of the request that created it.
   * @example BUSINESS */
  customer_type: string;

  @ApiProperty({
    enum: Object.keys(KYB_STATUSES),
    description: 'KYB status, as 1Money confirmed it just now.',
    example: 'INIT',
  })
  status: KybStatus;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  updated_at: string;

  static from(customer: Customer, email: string): CustomerDto {
    const { customerId, customerType, status, vendorCreatedAt, vendorUpdatedAt } = customer;
    return {
      customer_id: customerId,
      email,
      customer_type: customerType,
      status,
      created_at: vendorCreatedAt,
      updated_at: vendorUpdatedAt,
    };
  }
}
