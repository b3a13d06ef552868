import { bounded, type BoundedPattern } from '../../input/bounded-text';
import type { ValueRule } from '../../input/field';
import { flaw, text, textLike } from '../../input/values';

/** Length limit of a text without a pattern. */
const MAX_LENGTH = 320;
/** Length limit of a text that is checked for being only white space. */
const MAX_BLANK = 8192;
const NOT_BLANK = /\S/;

/** FinPro's message for a text that is absent, null or white space. */
export const EMPTY = 'should not be empty';

/** A text that is not only white space, with or without a pattern; the messages are worded like FinPro's. */
export function finproText(pattern?: BoundedPattern, message = 'is malformed'): ValueRule {
  const rule = pattern ? textLike(pattern, message) : text(MAX_LENGTH);
  const isBlank = (value: unknown): boolean =>
    typeof value === 'string' && value.length <= MAX_BLANK && !NOT_BLANK.test(value);
  return {
    schema: pattern ? rule.schema : { ...rule.schema, pattern: NOT_BLANK.source },
    flawOf: (value) => (isBlank(value) ? flaw('wrong_format', EMPTY) : rule.flawOf(value)),
  };
}

/** One of a few keywords. */
export const finproChoice = (choices: readonly string[]): ValueRule => ({
  schema: { type: 'string', enum: [...choices] },
  flawOf: (value) =>
    typeof value === 'string' && value.trim() === ''
      ? flaw('not_in_list', EMPTY)
      : choices.includes(value as string)
        ? null
        : flaw(typeof value === 'string' ? 'not_in_list' : 'wrong_type', `must be one of ${choices.join(', ')}`),
});

const RETURN_PAGE = bounded(
  2048,
  /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?:\[::1\]|[A-Za-z0-9.-]{1,253})(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:[/?][!"$-[\]-~]*)?$/,
);
/**
 * Where the user is sent: https, without a fragment. A value that does not fit the pattern is refused later, with its
 * own errorCode (`planReturn`).
 */
export const RETURN_ADDRESS: ValueRule = {
  schema: { type: 'string', ...RETURN_PAGE.schema },
  flawOf: text(RETURN_PAGE.max).flawOf,
};

/** A list of texts. An empty list is refused later, with its own errorCode (`assertFips`). */
export const textList = (most = 100): ValueRule => ({
  schema: { type: 'array', items: text(MAX_LENGTH).schema, minItems: 1, maxItems: most },
  flawOf: (value) => {
    if (!Array.isArray(value)) return flaw('wrong_type', 'must be an array of strings');
    if (value.length > most) return flaw('too_many', `must hold at most ${most} values`);
    const found = value.map((item) => text(MAX_LENGTH).flawOf(item)).find((one) => one !== null);
    if (!found) return null;
    return found.code === 'wrong_type'
      ? flaw('wrong_type', 'must be an array of strings')
      : flaw('too_long', `must hold strings of at most ${MAX_LENGTH} characters`);
  },
});

/** The texts of a field that takes one or several, without duplicates and blank ones; null when there is none. */
export function textsOf(value: string | string[] | null | undefined): string[] | null {
  const texts = [value ?? []].flat().filter((one) => one.trim() !== '');
  return texts.length === 0 ? null : [...new Set(texts)];
}

/**
 * A text that fits the pattern, or a list of such texts. Where `mayBeMissing`, an empty value is refused later, with
 * its own errorCode.
 */
export function textOrList(pattern: BoundedPattern, message: string, most = 100, mayBeMissing = false): ValueRule {
  const one = { type: 'string', ...pattern.schema };
  return {
    schema: { oneOf: [one, { type: 'array', items: one, minItems: 1, maxItems: most }] },
    flawOf: (value) => {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (list.length > most) return flaw('too_many', `must hold at most ${most} values`);
      if (!list.every((item) => typeof item === 'string')) return flaw('wrong_type', message);
      if (list.every((item) => item.length <= pattern.max && item.trim() === ''))
        return mayBeMissing ? null : flaw(list.length === 0 ? 'too_few' : 'wrong_format', EMPTY);
      return list.every((item) => pattern.test(item)) ? null : flaw('wrong_format', message);
    },
  };
}

export const WORD = bounded(64, /^[A-Za-z0-9_.-]{1,64}$/);
/** FinPro's own wording (get-all-fi-data page). */
export const WORD_MESSAGE = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';
/** A consent handle, in what consumers send and in what FinPro answers: a UUID v4 (encryption page). */
export const HANDLE = bounded(
  36,
  /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
);
export const HANDLE_MESSAGE = 'must be a valid UUID';
export const PAN_FORM = bounded(10, /^[A-Z]{5}[0-9]{4}[A-Z]$/);
export const PAN_MESSAGE = 'must be 5 capital letters, 4 digits and a capital letter';

/** The identifier types by which a person can be named (request-v3 page). */
export const PARTY_TYPES = ['MOBILE', 'EMAIL', 'PAN'] as const;
/** The list-v3 page has more types; no consent is requested with them. */
export const LISTED_PARTY_TYPES = [...PARTY_TYPES, 'AADHAR', 'DOB', 'GSTIN'] as const;

export type PartyType = (typeof PARTY_TYPES)[number];

/** The kinds of links that a consumer may ask for. The field is Portico's own: FinPro knows only the first kind. */
export const LINK_CHOICES = ['one-time', 'durable'];

export const LINK_CHOICE =
  "Portico's own. `one-time`, also when it is left out: FinPro's link. `durable`: a link of Portico's that lives " +
  "for days, survives mail scanners and previews, and gets FinPro's link when a person presses its button.";
