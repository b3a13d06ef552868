import { FIELD_RULES } from '../../../field-rules';
import { bounded, type BoundedPattern } from '../../../input/bounded-text';
import { Field, type ValueRule } from '../../../input/field';
import { flaw, oneOf, textLike } from '../../../input/values';

/**
 * At least one character that is not white space, and no `<` before a letter, `!`, `/` or `?`, which would begin a tag.
 * Each character can match in one way only.
 */
const NAME = bounded(255, /^\s*(?:<+|(?:[^\s<]|<+[^<A-Za-z!/?])(?:[^<]|<+[^<A-Za-z!/?])*<*)$/);
const COMPANY = bounded(100, /^\s*(?:<+|(?:[^\s<]|<+[^<A-Za-z!/?])(?:[^<]|<+[^<A-Za-z!/?])*<*)$/);
const SCRIPT = /javascript:/i;

/** Text without tags and scripts, as 1Money accepts it. */
function plainText(pattern: BoundedPattern): ValueRule {
  const rule = textLike(pattern, 'must be plain text, without HTML tags');
  return {
    schema: rule.schema,
    flawOf: (value) =>
      rule.flawOf(value) ?? (SCRIPT.test(value as string) ? flaw('script_url', FIELD_RULES.script_url) : null),
  };
}

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
   * Of the person who will fill in the form. Plain text: no HTML tags, and no `javascript:` (rule `script_url`).
   * @example Zoë
   */
  @Field(plainText(NAME))
  first_name: string;

  /**
   * As first_name.
   * @example Kim
   */
  @Field(plainText(NAME))
  last_name: string;

  /**
   * Plain text, as first_name.
   * @example "Acme Robotics GmbH"
   */
  @Field(plainText(COMPANY), { isOptional: true })
  company_name?: string | null;

  /** Only businesses can be onboarded. */
  @Field(oneOf(['BUSINESS', 'Business']), { example: 'BUSINESS' })
  customer_type: 'BUSINESS' | 'Business';
}
