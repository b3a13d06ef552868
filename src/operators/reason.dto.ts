import { Field } from '../input/field';
import { REASON_RULE } from '../input/reason-rule';

/** Why an operator acts. */
export class ReasonDto {
  /** Why. It is in the audit log for ever, so it must not name a person: a ticket's number is best.
   * @example INC-4711: the vendor asked us to pause */
  @Field(REASON_RULE)
  reason: string;
}
