import { ValidateBy, type ValidationArguments } from 'class-validator';

interface TextRule {
  /** Anchored. */
  readonly pattern?: RegExp;
  /** Said when the pattern does not fit. */
  readonly message?: string;
  /** Absent and null will do. */
  readonly isOptional?: boolean;
  /** Characters. */
  readonly longest?: number;
  /** Any text at all will do here: a later rule judges it, under a word of its own. */
  readonly isJudgedLater?: boolean;
}

const LONGEST = 320;

/** What is wrong with a text, in the style of FinPro's messages; one thing at a time. */
function flawOf(value: unknown, { pattern, message, isOptional, isJudgedLater, longest = LONGEST }: TextRule): string | null {
  if (value === undefined || value === null) return isOptional ? null : 'should not be empty';
  if (typeof value !== 'string') return 'must be a string';
  if (isJudgedLater) return null;
  if (value.trim() === '') return 'should not be empty';
  if (value.length > longest) return `must be at most ${longest} characters`;
  return !pattern || pattern.test(value) ? null : (message ?? 'is malformed');
}

/** A text by FinPro's rules: exactly one message for each field at fault. */
export function IsText(rule: TextRule = {}): PropertyDecorator {
  return ValidateBy({
    name: 'text',
    validator: { validate: (value: unknown) => flawOf(value, rule) === null, defaultMessage: (args?: ValidationArguments) => flawOf(args?.value, rule) ?? '' },
  });
}

/** Absent, null, or a list of texts. */
export function IsTextList(most = 100): PropertyDecorator {
  const flaw = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return 'must be an array of strings';
    return value.length > most ? `must hold at most ${most} values` : null;
  };
  return ValidateBy({ name: 'textList', validator: { validate: (value: unknown) => flaw(value) === null, defaultMessage: (args?: ValidationArguments) => flaw(args?.value) ?? '' } });
}

/** Absent, null, a text that fits the pattern, or a list of such texts. */
export function IsTextOrList(pattern: RegExp, message: string, most = 100): PropertyDecorator {
  const isFit = (value: unknown): boolean => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.length <= most && list.every((item) => typeof item === 'string' && (item.trim() === '' || pattern.test(item)));
  };
  return ValidateBy({ name: 'textOrList', validator: { validate: (value: unknown) => value === undefined || value === null || isFit(value), defaultMessage: () => message } });
}

export const WORD = /^[A-Za-z0-9_.-]{1,64}$/;
/** FinPro's own wording (get-all-fi-data page). */
export const WORD_MESSAGE = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';
/** UUID v4, not all zero. */
export const HANDLE = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
export const HANDLE_MESSAGE = 'must be a valid UUID';
