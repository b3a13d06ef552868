import { isObject, type JsonObject, parseJson } from '../json';
import { isUuid } from '../uuid';
import type { NewCustomer } from './customers/customers.store';
import { OneMoneyError } from './errors';

const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/;
const HTML = /<[a-z!/?]|javascript:/i;

/** Broken JSON is 400; JSON that is not an object violates the schema, 422. */
export function parseOneMoneyBody(body: Buffer): JsonObject {
  let json: unknown;
  try {
    json = parseJson(body);
  } catch {
    throw new OneMoneyError(400, 'The request body is not valid JSON.');
  }
  if (!isObject(json)) throw new OneMoneyError(422, 'The request body must be a JSON object.');
  return json;
}

/** Required, and must be a valid UUID. */
export function idempotencyKey(header: unknown): string {
  if (header === undefined) throw new OneMoneyError(400, 'The Idempotency-Key header is required.');
  if (typeof header !== 'string' || !isUuid(header))
    throw new OneMoneyError(400, 'The Idempotency-Key header must be a valid UUID.');
  return header.toLowerCase();
}

/** Schema first (422), then the business rules (400). Unknown fields are ignored. */
export function newCustomer(json: JsonObject): NewCustomer {
  const email = requiredText(json, 'email');
  const first_name = requiredText(json, 'first_name');
  const last_name = requiredText(json, 'last_name');
  const company_name = optionalText(json, 'company_name');
  const customer_type = requiredText(json, 'customer_type');
  const kind = customer_type.toUpperCase();
  if (kind !== 'BUSINESS' && kind !== 'INDIVIDUAL')
    throw new OneMoneyError(422, 'customer_type must be BUSINESS or INDIVIDUAL.');
  if (!EMAIL.test(email)) throw new OneMoneyError(400, 'email must be a valid email address.');
  plainText('first_name', first_name, 255);
  plainText('last_name', last_name, 255);
  if (company_name !== null) plainText('company_name', company_name, 100);
  if (kind === 'INDIVIDUAL') throw new OneMoneyError(400, 'Only business customers are supported.');
  return { email, first_name, last_name, company_name, customer_type };
}

export interface GrantRequest {
  readonly redirectUrl: string | null;
  readonly locale: string;
}

/** The language that the pages are shown in: they exist in English only, with the region that was asked for. */
export const shownLocale = (locale: string): string =>
  /^en([-_]|$)/i.test(locale) ? locale.replaceAll('_', '-') : 'en-US';

/** `redirect_url` and `locale` of a link or grant. */
export function linkRequest(json: JsonObject): GrantRequest {
  const redirectUrl = optionalText(json, 'redirect_url');
  const locale = optionalText(json, 'locale') ?? 'en-US';
  if (redirectUrl !== null && !isWebUrl(redirectUrl)) throw new OneMoneyError(400, 'redirect_url must be a valid URL.');
  if (!/^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})([-_][A-Za-z0-9]{2,8})*$/.test(locale))
    throw new OneMoneyError(400, 'locale must be a language tag.');
  return { redirectUrl, locale };
}

export function requiredText(json: JsonObject, name: string): string {
  const value = json[name];
  if (value === undefined || value === null) throw new OneMoneyError(422, `${name} is required.`);
  if (typeof value !== 'string') throw new OneMoneyError(422, `${name} must be a string.`);
  return value;
}

function optionalText(json: JsonObject, name: string): string | null {
  const value = json[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new OneMoneyError(422, `${name} must be a string or null.`);
  return value;
}

function plainText(name: string, value: string, most: number): void {
  if (value.trim() === '' || [...value].length > most)
    throw new OneMoneyError(400, `${name} must be 1 to ${most} characters.`);
  if (HTML.test(value)) throw new OneMoneyError(400, `${name} must be plain text without HTML or script tags.`);
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
