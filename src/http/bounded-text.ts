import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, type ValidationArguments } from 'class-validator';

/** A pattern for text from outside, with the longest text, in UTF-16 code units, that it is tried on. */
export interface BoundedPattern {
  readonly max: number;
  /** How the OpenAPI document says it: a pattern, or the name of a format. */
  readonly schema: { readonly pattern?: string; readonly format?: string };
  test(text: string): boolean;
}

/** Judges the length before the pattern: a longer text does not fit, and costs nothing. JSON Schema knows no flags. */
export const bounded = (max: number, pattern: RegExp, schema: BoundedPattern['schema'] = pattern.flags === '' ? { pattern: pattern.source } : {}): BoundedPattern => ({ max, schema, test: (text) => text.length <= max && pattern.test(text) });

/** The same where code decides. */
export const boundedBy = (max: number, isFit: (text: string) => boolean, schema: BoundedPattern['schema'] = {}): BoundedPattern => ({ max, schema, test: (text) => text.length <= max && isFit(text) });

/** A UUID (RFC 9562) of any version. */
export const ANY_UUID = bounded(36, /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, { format: 'uuid' });

/** What a text from outside must be: a length in UTF-16 code units, and perhaps a pattern, which brings its own. */
export type TextRule = { readonly min?: number } & ({ readonly max: number } | { readonly pattern: BoundedPattern; /** Said when the pattern does not fit. */ readonly message: string });

/**
 * A text in a body or a query: first whether it is one, then its length, then its pattern, and the first that fails is the
 * one error of the field. There is no way to give a pattern without a length.
 */
export function Text(textRule: TextRule): PropertyDecorator {
  const { min = 0 } = textRule;
  const pattern = 'pattern' in textRule ? textRule.pattern : null;
  const max = 'pattern' in textRule ? textRule.pattern.max : textRule.max;
  const isFit = (value: unknown): value is string => typeof value === 'string' && value.length >= min && value.length <= max;
  return applyDecorators(
    ApiProperty({ ...(min > 0 ? { minLength: min } : {}), maxLength: max, ...pattern?.schema }),
    rule('string', { max }, (value) => typeof value === 'string', 'must be a string'),
    rule('length', { max }, isFit, min > 0 ? `must be ${min} to ${max} characters` : `must be at most ${max} characters`),
    ...('pattern' in textRule ? [rule('pattern', { max }, (value) => isFit(value) && textRule.pattern.test(value), textRule.message)] : []),
  );
}

/** A list whose members are all different and all among `choices`; the size is judged before the members. */
export function ListOf(choices: readonly string[], message: string): PropertyDecorator {
  const known = new Set<unknown>(choices);
  const limits = { maxItems: choices.length };
  const isShort = (value: unknown): value is unknown[] => Array.isArray(value) && value.length <= choices.length;
  return applyDecorators(
    rule('array', limits, Array.isArray, 'must be an array'),
    rule('size', limits, isShort, `must be at most ${choices.length} values`),
    rule('choice', limits, (value) => isShort(value) && value.every((item) => known.has(item)), message),
    rule('unique', limits, (value) => isShort(value) && new Set(value).size === value.length, 'must name each value once'),
  );
}

/** One rule of class-validator; its metadata tell its limits. */
export function rule(name: string, limits: object, validate: (value: unknown) => boolean, message: string | ((args?: ValidationArguments) => string)): PropertyDecorator {
  return ValidateBy({ name, constraints: [limits], validator: { validate, defaultMessage: typeof message === 'string' ? () => message : message } });
}
