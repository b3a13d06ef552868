import { ANY_UUID, bounded } from '../../input/bounded-text';
import { QueryField } from '../../input/field';
import { textLike } from '../../input/values';

const REFERENCE = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);

/** Which durable links to list. */
export class FindLinksQueryDto {
  /**
   * Only links of this customer (customer_id) or consent (handle).
   * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
   */
  @QueryField(textLike(REFERENCE, 'must be a customer id or a consent handle'), { isOptional: true })
  reference?: string;

  /** Only links that are older than this one: next_before of the page before. */
  @QueryField(textLike(ANY_UUID, 'must be a link id'), { isOptional: true })
  before?: string;
}
