import { ANY_UUID, Text } from '../../http/bounded-text';

/** Which customer, by the key it was created with. */
export class FindCustomerQueryDto {
  /**
   * The Idempotency-Key of the creating request.
   * @example 7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40
   */
  @Text({ pattern: ANY_UUID, message: 'must be a UUID' })
  idempotency_key: string;
}
