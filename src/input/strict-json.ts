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
  refuseBadText(value, '');
  return value as Record<string, unknown>;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('not_utf8', 'the body is not valid UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('not_json', 'the body is not valid JSON');
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],:]/gs;

/** One linear pass before JSON.parse. A name is a string before a colon; an unterminated string runs to the end. */
function refuseDeepOrDuplicate(text: string): void {
  const names: (Set<string> | null)[] = [];
  let last = '';
  let count = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (++count > MAX_TOKENS)
      refuse('too_complex', `the body holds more than ${MAX_TOKENS} strings, brackets, commas and colons`);
    if (token === '{' || token === '[') {
      if (names.push(token === '{' ? new Set() : null) > DEEPEST)
        refuse('too_deep', `the body is nested deeper than ${DEEPEST} levels`);
    } else if (token === '}' || token === ']') names.pop();
    else if (token === ':' && last.startsWith('"')) noteName(names.at(-1), last);
    last = token;
  }
}

function noteName(seen: Set<string> | null | undefined, quoted: string): void {
  const name = parse(quoted) as string;
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
