import { isObject } from '../sound-list';
import type { VendorAnswer } from '../vendor-call';

/** Numbers from here on are points in time (Unix seconds); smaller ones are durations. */
const EARLIEST_INSTANT = 1_000_000_000;
/** Longest wait that is accepted, in seconds. */
const LONGEST = 300;

const WAIT_IN_TEXT = /\bretry (?:after|in) (\d{1,6})\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?)?\b/i;

/** How an envelope says that the rate is limited: 1Money's `status` or `code`, FinPro's `errorCode`. */
const WORDS: ReadonlySet<unknown> = new Set([429, 'Too_Many_Requests', 'TooManyRequests']);

/** Whether a vendor limits our rate. 1Money also answers this with a 200 whose body is the envelope of a 429. */
export function isRateLimit({ status, json }: VendorAnswer): boolean {
  return status === 429 || (isObject(json) && [json.status, json.code, json.errorCode].some((word) => WORDS.has(word)));
}

/**
 * How long the vendor asks us to wait, in whole seconds from 1 to 300; null when it does not say. In this order:
 * Retry-After as seconds or as HTTP-date (RFC 9110, 10.2.3), X-RateLimit-Reset (FinPro: Unix seconds), and the text of
 * the body ("Retry after 4s", 1Money).
 */
export function waitSecondsOf({ headers, json, receivedAt }: VendorAnswer): number | null {
  const found = [
    byHeader(headers['retry-after'], receivedAt),
    byReset(headers['x-ratelimit-reset'], receivedAt),
    byText(json),
  ].find((seconds) => seconds !== null);
  return found === undefined || found === null ? null : Math.min(Math.max(1, Math.ceil(found)), LONGEST);
}

function byHeader(header: string | undefined, receivedAt: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return Number(text);
  return /[A-Za-z]{3}/.test(text) ? until(Date.parse(text), receivedAt) : null;
}

function byReset(header: string | undefined, receivedAt: Date): number | null {
  if (header === undefined || !/^\d{1,13}(\.\d+)?$/.test(header.trim())) return null;
  const number = Number(header);
  if (number < EARLIEST_INSTANT) return number;
  return until(number >= EARLIEST_INSTANT * 1000 ? number : number * 1000, receivedAt);
}

const until = (instant: number, receivedAt: Date): number | null =>
  Number.isNaN(instant) ? null : (instant - receivedAt.getTime()) / 1000;

function byText(json: unknown): number | null {
  const texts = isObject(json)
    ? [json.detail, json.message, json.errorMsg].filter((text) => typeof text === 'string')
    : [];
  const [, digits, unit = 's'] = texts.map((text) => WAIT_IN_TEXT.exec(text)).find((match) => match !== null) ?? [];
  if (digits === undefined) return null;
  if (/^m(s|illi)/i.test(unit)) return Number(digits) / 1000;
  return Number(digits) * (/^m/i.test(unit) ? 60 : 1);
}
