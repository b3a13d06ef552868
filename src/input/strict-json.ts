import { isUtf8 } from 'node:buffer';
import type { JSON_RULES } from '../field-rules';

/** Deepest nesting; more than any of our bodies needs. */
const DEEPEST = 16;
/** Strings, brackets, commas and colons in one body: each costs about a microsecond to parse and as much to check. */
const MAX_TOKENS = 2048;

export interface JsonFlaw {
  /** JSON Pointer (RFC 6901) to the flaw; '' for the whole body. */
  readonly pointer: string;
  readonly code: keyof typeof JSON_RULES;
  readonly detail: string;
}

/** The body is not an acceptable JSON object. */
export class JsonRefused extends Error {
  constructor(readonly flaw: JsonFlaw) {
    super(flaw.detail);
  }
}

const refuse = (code: JsonFlaw['code'], detail: string, pointer = ''): never => {
  throw new JsonRefused({ pointer, code, detail });
};

/**
 * Parses a JSON object (RFC 8259) strictly (RFC 7493, I-JSON): UTF-8, no duplicate names, no lone surrogates; no NUL,
 * no `__proto__` or `constructor` (class-transformer drops them); within DEEPEST and MAX_TOKENS. Throws JsonRefused.
 */
export function parseStrictObject(bytes: Buffer): Record<string, unknown> {
  const text = decode(bytes);
  if (text.startsWith('\uFEFF'))
    return refuse('not_json', 'the body begins with a byte order mark, which JSON has not (RFC 8259, 8.1)');
  refuseDeepOrDuplicate(text);
  const value = parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return refuse('not_an_object', 'the body must be a JSON object');
  // Valid UTF-8 has no lone surrogate, and JSON.parse refuses a raw NUL: only escapes can make them.
  if (text.includes('\\u')) refuseBadText(value, '');
  return value as Record<string, unknown>;
}

function decode(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : refuse('not_utf8', 'the body is not valid UTF-8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('not_json', 'the body is not valid JSON');
  }
}

/** One linear pass before JSON.parse. A name is a string before a colon; an unterminated string runs to the end. */
function refuseDeepOrDuplicate(text: string): void {
  const names: (Set<string> | null)[] = [];
  let last = '';
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (!MARKS.has(mark)) continue;
    if (++count > MAX_TOKENS)
      refuse('too_complex', `the body holds more than ${MAX_TOKENS} strings, brackets, commas and colons`);
    if (mark === '{' || mark === '[') {
      if (names.push(mark === '{' ? new Set() : null) > DEEPEST)
        refuse('too_deep', `the body is nested deeper than ${DEEPEST} levels`);
    } else if (mark === '}' || mark === ']') names.pop();
    else if (mark === ':' && last.startsWith('"')) noteName(names.at(-1), last);
    const end = mark === '"' ? endOfString(text, at) : at;
    last = text.slice(at, end + 1);
    at = end;
  }
}

const MARKS: ReadonlySet<string> = new Set('"{}[],:');

/** Where the quote is that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let unescaped = end;
    while (text[unescaped - 1] === '\\') unescaped--;
    if ((end - unescaped) % 2 === 0) return end;
  }
  return text.length;
}

/** What JSON.parse does not take literally: escapes, and control characters, of which it refuses some. */
const NOT_LITERAL = /[\\\p{Cc}]/u;

function noteName(seen: Set<string> | null | undefined, quoted: string): void {
  const name = NOT_LITERAL.test(quoted) ? (parse(quoted) as string) : quoted.slice(1, -1);
  if (name === '__proto__' || name === 'constructor') refuse('forbidden_name', `the body names a member ${name}`);
  if (seen?.has(name))
    refuse(
      'duplicate_member',
      `the member ${JSON.stringify(name).slice(0, 80)} stands twice`,
      `/${escapePointer(name.slice(0, 80))}`,
    );
  seen?.add(name);
}

function refuseBadText(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) refuse('nul_character', 'must not contain a NUL character', pointer);
    if (!value.isWellFormed()) refuse('lone_surrogate', 'must not contain a lone surrogate', pointer);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      refuseBadText(name, pointer);
      refuseBadText(member, `${pointer}/${escapePointer(name)}`);
    }
  }
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
