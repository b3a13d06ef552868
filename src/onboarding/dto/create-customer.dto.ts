import { bounded } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { oneOf, textLike } from '../../input/values';

/** Something but white space, and no angle bracket; each character can be read in one way only. */
const NAME = bounded(255, /^\s*[^\s<>\0][^<>\0]*$/);
const COMPANY = bounded(100, /^\s*[^\s<>\0][^<>\0]*$/);
const NO_HTML = 'must be plain text, without HTML';
/** Local part and domain in letters of any script (RFC 6531), without quotes and comments. */
const EMAIL = bounded(
  254,
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-](?:\.?[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-]){0,63}@(?:[A-Za-z0-9\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef](?:[A-Za-z0-9\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-]{0,61}[A-Za-z0-9\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef])?\.)+[A-Za-z\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef][A-Za-z0-9\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-]{0,61}[A-Za-z0-9\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]$/u,
  'idn-email',
);

/** A business that is to be onboarded (1Money reference page "Create lightweight customer"). */
export class CreateCustomerDto {
  /**
   * Unique among all customers.
   * @example ops@acme.example
   */
  @Field(textLike(EMAIL, 'must be an e-mail address'))
  email: string;

  /**
   * Of the person who will fill in the form. Plain text.
   * @example Zoë
   */
  @Field(textLike(NAME, NO_HTML))
  first_name: string;

  /** @example Kim */
  @Field(textLike(NAME, NO_HTML))
  last_name: string;

  /** @example Acme Robotics GmbH */
  @Field(textLike(COMPANY, NO_HTML), { isOptional: true })
  company_name?: string | null;

  /** Only businesses can be onboarded. */
  @Field(oneOf(['BUSINESS', 'Business']), { example: 'BUSINESS' })
  customer_type: 'BUSINESS' | 'Business';
}
