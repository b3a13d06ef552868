import type { ValidationArguments } from 'class-validator';
import { bounded, type BoundedPattern, rule } from '../../http/bounded-text';

interface TextRule {
  /** Its length counts instead of `longest`. */
  readonly pattern?: BoundedPattern;
  /** Said when the pattern does not fit. */
  readonly message?: string;
  /** Absent and null will do. */
  readonly isOptional?: boolean;
  /** UTF-16 code units. */
  readonly longest?: number;
  /** Any text up to that length will do here: a later rule judges it, under a word of its own. */
  readonly isJudgedLater?: boolean;
}

const LONGEST = 320;
/** Of a text that a later rule judges, whose own limit is lower. */
const LONGEST_LATER = 8192;

/** What is wrong with a text, in the style of FinPro's messages; one thing at a time, the length before the pattern. */
function flawOf(value: unknown, { pattern, message, isOptional, isJudgedLater }: TextRule, longest: number): string | null {
  if (value === undefined || value === null) return isOptional ? null : 'should not be empty';
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > longest) return `must be at most ${longest} characters`;
  if (isJudgedLater) return null;
  if (value.trim() === '') return 'should not be empty';
  return !pattern || pattern.test(value) ? null : (message ?? 'is malformed');
}

/** A text by FinPro's rules: exactly one message for each field at fault. */
export function IsText(textRule: TextRule = {}): PropertyDecorator {
  const max = textRule.pattern?.max ?? textRule.longest ?? (textRule.isJudgedLater ? LONGEST_LATER : LONGEST);
  const flaw = (value: unknown): string | null => flawOf(value, textRule, max);
  return rule('text', { max }, (value) => flaw(value) === null, (args?: ValidationArguments) => flaw(args?.value) ?? '');
}

/** Absent, null, or a list of texts. */
export function IsTextList(most = 100): PropertyDecorator {
  const flaw = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) return 'must be an array of strings';
    if (value.length > most) return `must hold at most ${most} values`;
    if (!value.every((item): item is string => typeof item === 'string')) return 'must be an array of strings';
    return value.every((item) => item.length <= LONGEST) ? null : `must hold strings of at most ${LONGEST} characters`;
  };
  return rule('textList', { maxItems: most, max: LONGEST }, (value) => flaw(value) === null, (args?: ValidationArguments) => flaw(args?.value) ?? '');
}

/** Absent, null, a text that fits the pattern, or a list of such texts. A text of white space counts as none. */
export function IsTextOrList(pattern: BoundedPattern, message: string, most = 100): PropertyDecorator {
  const isText = (item: unknown): boolean => typeof item === 'string' && item.length <= pattern.max && (item.trim() === '' || pattern.test(item));
  const isFit = (value: unknown): boolean => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.length <= most && list.every(isText);
  };
  return rule('textOrList', { maxItems: most, max: pattern.max }, (value) => value === undefined || value === null || isFit(value), message);
}

export const WORD = bounded(64, /^[A-Za-z0-9_.-]{1,64}$/);
/** FinPro's own wording (get-all-fi-data page). */
export const WORD_MESSAGE = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';
/** UUID v4, not all zero. */
export const HANDLE = bounded(36, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i);
export const HANDLE_MESSAGE = 'must be a valid UUID';
