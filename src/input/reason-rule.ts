import { FIELD_RULES } from '../field-rules';
import { bounded } from './bounded-text';
import type { ValueRule } from './field';
import { flaw, textLike } from './values';

const REASON = textLike(
  bounded(500, /^(?=\s*\S).{3,500}$/u),
  'must be 3 to 500 characters, in one line, and not blanks only',
);
/** A mail address, ten digits, a mobile number of India with spaces or dashes, a PAN. */
const PERSONAL = /@|\p{Nd}{10}|(?<!\p{Nd})[6-9](?:[ .()-]?\p{Nd}){9}|[A-Za-z]{5}\p{Nd}{4}[A-Za-z]/u;
/** Full-width letters and digits as the plain ones, and without characters that are not seen. */
const seen = (text: string): string => text.normalize('NFKC').replace(/\p{Cf}/gu, '');

/** How a reason is checked, in the operator API, in the console and at the command line. */
export const REASON_RULE: ValueRule = {
  ...REASON,
  flawOf: (value) =>
    REASON.flawOf(value) ??
    REASON.flawOf(seen(value as string)) ??
    (PERSONAL.test(seen(value as string)) ? flaw('names_a_person', FIELD_RULES.names_a_person) : null),
};
