import { isObject, type JsonObject, parseJson } from '../../json';
import { FinproError } from '../errors';

const WORD = /^[A-Za-z0-9_.-]+$/;
const MAX_WORD = 64;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export const invalid = (message: string): FinproError => new FinproError('InvalidRequest', message);

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The body must be application/json, UTF-8, and an object. */
export function parseFinproBody(contentType: string | undefined, body: Buffer): JsonObject {
  const json = /^application\/json\s*(;|$)/i.test(contentType ?? '') ? parsed(body) : null;
  if (!isObject(json)) throw invalid('Request body must be a JSON object');
  return json;
}

function parsed(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    return null;
  }
}

export function requiredField(json: JsonObject, name: string, shownAs = name): string {
  const value = json[name];
  if (isMissing(value)) throw invalid(`${shownAs} should not be empty`);
  if (typeof value !== 'string') throw invalid(`${shownAs} must be a string`);
  return value;
}

/** Null when it is absent or null. */
export function optionalText(json: JsonObject, name: string): string | null {
  const value = json[name] ?? null;
  if (value !== null && typeof value !== 'string') throw invalid(`${name} must be a string`);
  return value;
}

/** Letters, digits, `_`, `-` and `.`, at most 64 of them. */
export function requiredWord(json: JsonObject, name: string): string {
  return asWord(requiredField(json, name), name);
}

export function optionalWord(json: JsonObject, name: string): string | null {
  const text = optionalText(json, name);
  return text === null ? null : asWord(text, name);
}

function asWord(text: string, name: string): string {
  if (!WORD.test(text)) throw invalid(`${name} value can have only A to Z, a to z, 0 to 9, _ , - and . characters`);
  if (text.length > MAX_WORD) throw invalid(`${name} must be at most ${MAX_WORD} characters`);
  return text;
}

/** One text, or a list of texts; null when it is absent. */
export function optionalTexts(json: JsonObject, name: string): readonly string[] | null {
  const value = json[name];
  if (isMissing(value)) return null;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'string')) throw invalid(`${name} must be a string or an array of strings`);
  return list.every(isMissing) ? null : [...new Set(list)];
}

/** Handles of consents, in lower case; null when absent. */
export function optionalHandles(json: JsonObject, name: string): readonly string[] | null {
  const handles = optionalTexts(json, name);
  if (handles?.some((handle) => !UUID_V4.test(handle))) throw invalid(`${name} must be a valid UUID`);
  return handles && [...new Set(handles.map((handle) => handle.toLowerCase()))];
}

/** Ids of consents: any word. Null when absent. */
export function optionalConsentIds(json: JsonObject): readonly string[] | null {
  return optionalTexts(json, 'consentID')?.map((id) => asWord(id, 'consentID')) ?? null;
}

export function oneOf<Word extends string>(text: string, words: readonly Word[], name: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw invalid(`${name} must be one of ${words.join(', ')}`);
  return found;
}

/** A whole number; also as text, which older clients send. */
export function optionalNumber(json: JsonObject, name: string, fallback: number, most: number): number {
  const value = json[name] ?? fallback;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > most)
    throw invalid(`${name} must be a whole number between 1 and ${most}`);
  return number as number;
}
