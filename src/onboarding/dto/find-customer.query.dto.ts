import { IsUUID } from 'class-validator';

/** Which customer, by the key it was created with. */
export class FindCustomerQueryDto {
  /**
   * The Idempotency-Key of the creating request.
   * @example 7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40
   */
  @IsUUID(undefined, { message: 'must be a UUID' })
  idempotency_key: string;
}
