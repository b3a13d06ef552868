import { isObject } from './json';
import type { VendorAnswer } from './vendor-answer';

/** Numbers from here on are points in time (Unix seconds); smaller ones are durations. */
const EARLIEST_INSTANT = 1_000_000_000;
/** Longest wait that is accepted, in seconds. */
const MAX_WAIT_SECONDS = 300;

const WAIT_IN_TEXT = /\bretry (?:after|in) (\d{1,6})\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?)?\b/i;

/** How the envelope of an answer says that the limit is reached. */
const WORDS: ReadonlySet<unknown> = new Set([429, 'Too_Many_Requests', 'TooManyRequests']);

/** Whether the rate is limited: by the status, or by one of these members of the body, whatever the status. */
export const isLimited = ({ status, json }: VendorAnswer, ...members: readonly string[]): boolean =>
  status === 429 || (isObject(json) && members.some((name) => WORDS.has(json[name])));

/**
 * Whole seconds, 1 to 300, that the vendor asks us to wait; null: not said. In this order: Retry-After, seconds or
 * HTTP-date (RFC 9110, 10.2.3), X-RateLimit-Reset (Unix seconds), the text of one of these members ("Retry after 4s").
 */
export function waitSecondsOf({ headers, json, receivedAt }: VendorAnswer, ...texts: readonly string[]): number | null {
  const found = [
    byHeader(headers['retry-after'], receivedAt),
    byReset(headers['x-ratelimit-reset'], receivedAt),
    byText(json, texts),
  ].find((seconds) => seconds !== null);
  return found === undefined || found === null ? null : Math.min(Math.max(1, Math.ceil(found)), MAX_WAIT_SECONDS);
}

/** Calls that the vendor says are left until its limit is reached (X-RateLimit-Remaining); null: not said. */
export function callsLeftIn({ headers }: VendorAnswer): number | null {
  const text = headers['x-ratelimit-remaining']?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
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

function byText(json: unknown, members: readonly string[]): number | null {
  const texts = isObject(json) ? members.map((name) => json[name]).filter((text) => typeof text === 'string') : [];
  const [, digits, unit = 's'] = texts.map((text) => WAIT_IN_TEXT.exec(text)).find((match) => match !== null) ?? [];
  if (digits === undefined) return null;
  if (/^m(s|illi)/i.test(unit)) return Number(digits) / 1000;
  return Number(digits) * (/^m/i.test(unit) ? 60 : 1);
}
