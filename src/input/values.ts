import type { Type } from '@nestjs/common';
import type { FieldRuleName } from '../field-rules';
import { type BoundedPattern, isLonger } from './bounded-text';
import type { Flaw, ValueRule } from './field';

export const flaw = (code: FieldRuleName, detail: string): Flaw => ({ code, detail });

/** A text of at most `max` characters. */
export const text = (max: number): ValueRule => ({
  schema: { type: 'string', maxLength: max },
  flawOf: (value) =>
    typeof value !== 'string'
      ? flaw('wrong_type', 'must be a string')
      : isLonger(value, max)
        ? flaw('too_long', `must be at most ${max} characters`)
        : null,
});

/** A text that matches a pattern, which has its own maximum length. `message` is the error when it does not match. */
export const textLike = (pattern: BoundedPattern, message: string): ValueRule => ({
  schema: { type: 'string', ...pattern.schema },
  flawOf: (value) =>
    text(pattern.max).flawOf(value) ?? (pattern.test(value as string) ? null : flaw('wrong_format', message)),
});

export const oneOf = (choices: readonly string[]): ValueRule => ({
  schema: { type: 'string', enum: [...choices] },
  flawOf: (value) =>
    typeof value !== 'string'
      ? flaw('wrong_type', 'must be a string')
      : choices.includes(value)
        ? null
        : flaw('not_in_list', `must be ${spoken(choices)}`),
});

const spoken = (choices: readonly string[]): string =>
  choices.length > 8
    ? 'one of the values that the OpenAPI document lists'
    : `${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`;

/** A list of distinct words from a fixed set; its size is checked before its members. */
export const someOf = (choices: readonly string[], message: string): ValueRule => ({
  schema: { type: 'array', items: { type: 'string', enum: [...choices] }, maxItems: choices.length, uniqueItems: true },
  flawOf: (value) => {
    if (!Array.isArray(value)) return flaw('wrong_type', 'must be an array');
    if (value.length > choices.length) return flaw('too_many', `must be at most ${choices.length} values`);
    if (!value.every((item: unknown) => choices.includes(item as string))) return flaw('not_in_list', message);
    return new Set(value).size === value.length ? null : flaw('repeated', 'must name each value once');
  },
});

const split = (value: unknown): unknown => (value as string).split(',');

/** The same in a query, separated by commas. */
export function someOfQuery(choices: readonly string[], message: string): ValueRule {
  const list = someOf(choices, message);
  const longest = choices.join(',').length;
  return {
    schema: { ...list.schema, minItems: 1 },
    flawOf: (value) => text(longest).flawOf(value) ?? list.flawOf(split(value)),
    read: split,
  };
}

const DECIMAL = /^(0|[1-9]\d{0,15})$/;

/** A whole number in a query, in plain decimal digits: no sign, no exponent, no leading zeros, not empty. */
export const wholeNumber = (least: number, most: number, what = 'a whole number'): ValueRule => ({
  schema: { type: 'integer', minimum: least, maximum: most },
  flawOf: (value) => {
    const message = `must be ${what} from ${least} to ${most}, in plain decimal digits`;
    if (typeof value !== 'string' || !DECIMAL.test(value)) return flaw('wrong_format', message);
    return Number(value) < least
      ? flaw('too_small', message)
      : Number(value) > most
        ? flaw('too_large', message)
        : null;
  },
  read: Number,
});

export const objectOf = (members: Type<object>): ValueRule => ({
  schema: {},
  members,
  flawOf: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? null
      : flaw('wrong_type', 'must be an object'),
});
