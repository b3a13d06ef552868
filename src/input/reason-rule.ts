import { FIELD_RULES } from '../field-rules';
import { bounded } from './bounded-text';
import type { ValueRule } from './field';
import { flaw, textLike } from './values';

const REASON = textLike(
  bounded(500, /^(?=\s*\S).{3,500}$/u),
  'must be 3 to 500 characters, in one line, and not blanks only',
);
/** A mail address, a mobile number, a PAN. */
const PERSONAL = /@|\d{10}|[A-Za-z]{5}\d{4}[A-Za-z]/;

/** How a reason is checked, in the operator API, in the console and at the command line. */
export const REASON_RULE: ValueRule = {
  ...REASON,
  flawOf: (value) =>
    REASON.flawOf(value) ??
    (PERSONAL.test(value as string) ? flaw('names_a_person', FIELD_RULES.names_a_person) : null),
};
