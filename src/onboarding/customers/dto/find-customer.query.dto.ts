import { ANY_UUID } from '../../../input/bounded-text';
import { QueryField } from '../../../input/field';
import { textLike } from '../../../input/values';

/** Which customer, by the key it was created with. */
export class FindCustomerQueryDto {
  /**
   * The Idempotency-Key of the creating request.
   * @example 7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40
   */
  @QueryField(textLike(ANY_UUID, 'must be a UUID'))
  idempotency_key: string;
}
