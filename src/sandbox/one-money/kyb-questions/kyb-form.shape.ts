import type { Option } from './kyb-form.enums';

export type FieldKind =
  'text' | 'paragraph' | 'email' | 'url' | 'date' | 'number' | 'choice' | 'choices' | 'yes-no' | 'agreement' | 'file';

/**
 * Always, never, or depending on another field of the same step; `group` means as soon as a field under that path is
 * filled in.
 */
export type Requirement =
  | boolean
  | { readonly field: string; readonly is: string | boolean }
  | { readonly field: string; readonly isOtherThan: string }
  | { readonly group: string };

export interface Field {
  /** The vendor's name, with dots for nested names: `registered_address.city`. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** A part of the label that leads to another page. */
  readonly link?: { readonly text: string; readonly href: string };
  readonly kind: FieldKind;
  readonly required: Requirement;
  readonly options?: readonly Option[];
  /** Maximum length in characters. */
  readonly longest?: number;
  readonly least?: number;
  readonly most?: number;
  /** A choice that excludes all others. */
  readonly exclusive?: string;
  /** The rules for a file. */
  readonly accepts?: 'image' | 'document';
  /** The date must lie in the past. */
  readonly isPast?: boolean;
  readonly autocomplete?: string;
  /**
   * Only sets the width of the field. There is no input mask, since a mask that slows people down is worse than none.
   */
  readonly width?: 'short' | 'medium';
}

export interface Section {
  readonly title: string;
  /** Whether all of it may be left empty. */
  readonly isOptional?: boolean;
  readonly hint?: string;
  readonly fields: readonly Field[];
}

/** A step whose answer is a list. */
export interface ItemList {
  readonly noun: string;
  readonly plural: string;
  /** The member with an item's id. */
  readonly idName: string;
  readonly least: number;
  /** Fields from which an item in the list gets its name. */
  readonly named: readonly string[];
}

export interface Step {
  readonly id: StepId;
  readonly title: string;
  readonly intro: string;
  readonly sections: readonly Section[];
  readonly items?: ItemList;
}

export type StepId =
  'terms' | 'company' | 'addresses' | 'activity' | 'people' | 'intermediaries' | 'documents' | 'review';

/** A person's answers, nested like the vendor's field names. */
export interface Answers {
  readonly [name: string]: Answer | undefined;
}
export type Answer = string | number | boolean | StoredFile | readonly string[] | readonly Answers[] | Answers;

/** A file is stored separately; the answers only point to it. */
export interface StoredFile {
  readonly document_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly bytes: number;
}

export function isStoredFile(answer: unknown): answer is StoredFile {
  return typeof answer === 'object' && answer !== null && 'document_id' in answer;
}

/** The answer at a dotted path. */
export function answerAt(answers: Answers, path: string): Answer | undefined {
  let at: unknown = answers;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return at as Answer | undefined;
}

/** A copy with the answer set at a dotted path; a number in the path makes a list. */
export function withAnswer(answers: Answers, path: string, answer: Answer): Answers {
  const [head, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length === 0) return { ...answers, [head]: answer };
  const inner = answers[head];
  if (!/^\d+$/.test(rest[0]!))
    return { ...answers, [head]: withAnswer((inner ?? {}) as Answers, rest.join('.'), answer) };
  const list = [...((inner ?? []) as readonly Answers[])];
  list[Number(rest[0])] = withAnswer(list[Number(rest[0])] ?? {}, rest.slice(1).join('.'), answer);
  return { ...answers, [head]: list };
}

/** Whether there is a value: a blank text, an empty choice and a missing value all count as none. */
export function isAnswered(answer: Answer | undefined): boolean {
  if (answer === undefined || answer === null || answer === '') return false;
  if (isStoredFile(answer) || typeof answer !== 'object') return true;
  return (Array.isArray(answer) ? answer : Object.values(answer)).some((part) => isAnswered(part as Answer));
}
