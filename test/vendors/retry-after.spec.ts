import { ONE_MONEY } from '../../src/vendors/one-money/one-money.profile';
import { waitSecondsOf } from '../../src/vendors/retry-after';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';

/** The members in which the vendors tell how long to wait. */
const TEXTS = ['detail', 'message', 'errorMsg'];
const NOW = new Date('2026-01-15T09:30:00Z');
const answer = (headers: Record<string, string>, json: unknown = {}, status = 429): VendorAnswer => ({
  status,
  headers,
  json,
  requestId: null,
  askedAt: NOW,
  receivedAt: NOW,
  secrets: [],
});

describe('how long a vendor asks to wait', () => {
  it.each([
    ['seconds', { 'retry-after': '4' }, {}, 4],
    ['seconds with blanks', { 'retry-after': ' 7 ' }, {}, 7],
    ['a fraction, which is rounded up', { 'retry-after': '0.2' }, {}, 1],
    ['an HTTP-date', { 'retry-after': 'Thu, 15 Jan 2026 09:30:30 GMT' }, {}, 30],
    ['an HTTP-date that has passed', { 'retry-after': 'Thu, 15 Jan 2026 09:29:00 GMT' }, {}, 1],
    [
      'an HTTP-date far away, which is believed up to five minutes',
      { 'retry-after': 'Fri, 16 Jan 2026 09:30:00 GMT' },
      {},
      300,
    ],
    ['X-RateLimit-Reset in Unix seconds (FinPro)', { 'x-ratelimit-reset': '1768469412' }, {}, 12],
    ['X-RateLimit-Reset in Unix milliseconds', { 'x-ratelimit-reset': '1768469412000' }, {}, 12],
    ['X-RateLimit-Reset as a wait', { 'x-ratelimit-reset': '9' }, {}, 9],
    ["1Money's text", {}, { detail: 'Rate limit exceeded. Retry after 4s.' }, 4],
    ['a text in words', {}, { message: 'Slow down, retry after 2 minutes' }, 120],
    ['a text in milliseconds', {}, { errorMsg: 'retry in 1500 ms' }, 2],
    ['the header before the reset', { 'retry-after': '3', 'x-ratelimit-reset': '60' }, {}, 3],
    ['the header before the text', { 'retry-after': '3' }, { detail: 'Retry after 60s' }, 3],
    ['the text when the header is invalid', { 'retry-after': 'soon' }, { detail: 'Retry after 6s' }, 6],
    ['nothing', {}, { detail: 'Slow down' }, null],
    ['malformed headers', { 'retry-after': '-4', 'x-ratelimit-reset': 'later' }, 'Retry after 4s', null],
  ])('%s', (_what, headers, json, seconds) => {
    expect(waitSecondsOf(answer(headers as Record<string, string>, json), ...TEXTS)).toBe(seconds);
  });

  it.each([
    [429, {}, true],
    [200, { status: 429 }, true],
    [200, { code: 'Too_Many_Requests' }, true],
    [200, { status: 'INIT' }, false],
    [503, {}, false],
    [200, null, false],
  ])('a 200 can be a rate limit: %i %j is one: %s', (status, json, expected) => {
    expect(ONE_MONEY.isRateLimit(answer({}, json, status))).toBe(expected);
  });
});
