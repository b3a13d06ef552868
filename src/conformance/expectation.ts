import { isDeepStrictEqual } from 'node:util';

const MAX_SHOWN = 300;

/** What was seen is not what the contract says. */
export class Difference extends Error {
  constructor(what: string, wanted: string, seen: string) {
    super(`${what}: the contract has ${wanted}, seen was ${seen}`);
  }
}

/** For values that are not secret: they are shown. */
export function same(what: string, seen: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(seen, wanted)) throw new Difference(what, shownValue(wanted), shownValue(seen));
}

/** `seen` may be a secret, so only what kind of value it is gets shown. */
export function fits(what: string, seen: unknown, pattern: RegExp, wanted = String(pattern)): string {
  if (typeof seen !== 'string' || !pattern.test(seen)) throw new Difference(what, wanted, kindOf(seen));
  return seen;
}

export function holds(what: string, isSo: boolean, wanted = 'so', seen = 'otherwise'): void {
  if (!isSo) throw new Difference(what, wanted, seen);
}

/** An object with exactly these members, in any order. */
export function members(what: string, seen: unknown, names: readonly string[]): Record<string, unknown> {
  const object = anObject(what, seen);
  same(`members of ${what}`, Object.keys(object).toSorted(), names.toSorted());
  return object;
}

export function anObject(what: string, seen: unknown): Record<string, unknown> {
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen))
    throw new Difference(what, 'an object', kindOf(seen));
  return seen as Record<string, unknown>;
}

export function aList(what: string, seen: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(seen)) throw new Difference(what, 'a list', kindOf(seen));
  return seen.map((item) => anObject(`an element of ${what}`, item));
}

export function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return value === null || value === undefined
    ? 'nothing'
    : Array.isArray(value)
      ? 'a list'
      : `a value of type ${typeof value}`;
}

/** Shapes that both vendors use. */
export const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
