import { FIELD_RULES } from '../field-rules';
import { bounded } from '../input/bounded-text';
import { Field, type ValueRule } from '../input/field';
import { flaw, textLike } from '../input/values';

const REASON = textLike(bounded(500, /^.{3,500}$/u), 'must be 3 to 500 characters, in one line');
/** A mail address, a mobile number, a PAN. */
const PERSONAL = /@|\d{10}|[A-Za-z]{5}\d{4}[A-Za-z]/;

/** How a reason is checked. */
export const REASON_RULE: ValueRule = {
  ...REASON,
  flawOf: (value) =>
    REASON.flawOf(value) ??
    (PERSONAL.test(value as string) ? flaw('names_a_person', FIELD_RULES.names_a_person) : null),
};

/** Why an operator acts. */
export class ReasonDto {
  /** Why. It is in the audit log for ever, so it must not name a person: a ticket's number is best.
   * @example INC-4711: the vendor asked us to pause */
  @Field(REASON_RULE)
  reason: string;
}
