import { bounded, type BoundedPattern } from '../../input/bounded-text';
import type { ValueRule } from '../../input/field';
import { flaw, text, textLike } from '../../input/values';

/** Characters of a text that has no pattern. */
const LONGEST = 320;
/** Of a text that a later rule judges, whose own limit is lower. */
const LONGEST_LATER = 8192;
const NOT_BLANK = /\S/;

/** What FinPro says of a text that is absent, null or white space. */
export const EMPTY = 'should not be empty';

/** A text that is more than white space, with a pattern or without, in the words of FinPro's messages. */
export function finproText(pattern?: BoundedPattern, message = 'is malformed'): ValueRule {
  const rule = pattern ? textLike(pattern, message) : text(LONGEST);
  const isBlank = (value: unknown): boolean =>
    typeof value === 'string' && value.length <= LONGEST_LATER && !NOT_BLANK.test(value);
  return {
    schema: pattern ? rule.schema : { ...rule.schema, pattern: NOT_BLANK.source },
    flawOf: (value) => (isBlank(value) ? flaw('wrong_format', EMPTY) : rule.flawOf(value)),
  };
}

/** One of a few words. */
export const finproChoice = (choices: readonly string[]): ValueRule => ({
  schema: { type: 'string', enum: [...choices] },
  flawOf: (value) =>
    typeof value === 'string' && value.trim() === ''
      ? flaw('not_in_list', EMPTY)
      : choices.includes(value as string)
        ? null
        : flaw(typeof value === 'string' ? 'not_in_list' : 'wrong_type', `must be one of ${choices.join(', ')}`),
});

/** Any text up to a length: a later rule judges it, under a word of its own. */
export const JUDGED_LATER = text(LONGEST_LATER);

/** A list of texts. */
export const textList = (most = 100): ValueRule => ({
  schema: { type: 'array', items: text(LONGEST).schema, maxItems: most },
  flawOf: (value) => {
    if (!Array.isArray(value)) return flaw('wrong_type', 'must be an array of strings');
    if (value.length > most) return flaw('too_many', `must hold at most ${most} values`);
    const found = value.map((item) => text(LONGEST).flawOf(item)).find((one) => one !== null);
    if (!found) return null;
    return found.code === 'wrong_type'
      ? flaw('wrong_type', 'must be an array of strings')
      : flaw('too_long', `must hold strings of at most ${LONGEST} characters`);
  },
});

/** A text that fits the pattern, or a list of such texts. A text of white space counts as none. */
export function textOrList(pattern: BoundedPattern, message: string, most = 100): ValueRule {
  const isText = (item: unknown): item is string =>
    typeof item === 'string' && item.length <= pattern.max && (item.trim() === '' || pattern.test(item));
  const one = {
    type: 'string',
    maxLength: pattern.max,
    anyOf: [{ pattern: pattern.schema.pattern }, { pattern: '^\\s*$' }],
  };
  return {
    schema: { oneOf: [one, { type: 'array', items: one, maxItems: most }] },
    flawOf: (value) => {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (list.length > most) return flaw('too_many', `must hold at most ${most} values`);
      if (list.every(isText)) return null;
      return flaw(list.every((item) => typeof item === 'string') ? 'wrong_format' : 'wrong_type', message);
    },
  };
}

export const WORD = bounded(64, /^[A-Za-z0-9_.-]{1,64}$/);
/** FinPro's own wording (get-all-fi-data page). */
export const WORD_MESSAGE = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';
/** UUID v4, not all zero. */
export const HANDLE = bounded(
  36,
  /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
);
export const HANDLE_MESSAGE = 'must be a valid UUID';
export const PAN_FORM = bounded(10, /^[A-Z]{5}[0-9]{4}[A-Z]$/);
export const PAN_MESSAGE = 'must be 5 capital letters, 4 digits and a capital letter';
