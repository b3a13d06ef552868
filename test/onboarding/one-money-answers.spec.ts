import { Fault } from '../../src/errors';
import {
  acceptedByOneMoney,
  CREATION_REFUSALS,
  field,
  instantField,
  mayMeanStatus,
  READ_REFUSALS,
} from '../../src/onboarding/one-money/one-money.answers';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import { caught } from '../support/caught';

const NOW = new Date('2026-01-15T09:30:00Z');
const SECRETS = ['ak_short', 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA'];

const answer = (status: number, json: unknown, headers: Record<string, string> = {}): VendorAnswer => ({
  status,
  headers,
  json,
  requestId: null,
  askedAt: new Date(0),
  receivedAt: NOW,
  secrets: SECRETS,
});
const envelope = (status: number, code: string, detail: unknown = 'Some detail.') => ({
  code,
  status,
  detail,
  instance: '/v1/customers/lightweight',
});

function faultOf(received: VendorAnswer): Fault {
  const fault = caught(() => acceptedByOneMoney(received, [...CREATION_REFUSALS, ...READ_REFUSALS]));
  expect(fault).toBeInstanceOf(Fault);
  return fault as Fault;
}

/** The wait of a rate limit, in seconds. */
function secondsOf(received: VendorAnswer): number | undefined {
  const fault = faultOf(received);
  expect(fault.faultName).toBe('vendor-busy');
  return fault.retryAfterSeconds;
}

const detailOf = (detail: unknown): string => faultOf(answer(400, { ...envelope(400, 'Bad_Request'), detail })).detail;
const mayMean = (status: number): boolean => mayMeanStatus(faultOf(answer(status, undefined)));

describe('status and code', () => {
  it.each([
    [400, 'Bad_Request', 'vendor-refused', 400],
    [401, 'Unauthorized', 'vendor-credentials', 502],
    [403, 'Forbidden', 'vendor-credentials', 502],
    [404, 'Not_Found', 'not-found', 404],
    [409, 'Conflict', 'vendor-conflict', 409],
    [422, 'Unprocessable_Entity', 'vendor-refused', 400],
    [429, 'Too_Many_Requests', 'vendor-busy', 503],
    [500, 'Internal_Server_Error', 'vendor-failed', 502],
    [502, 'Bad_Gateway', 'vendor-failed', 502],
    [503, 'Service_Unavailable', 'vendor-out-of-service', 503],
    [504, 'Gateway_Timeout', 'vendor-failed', 502],
    [418, 'I_Am_A_Teapot', 'vendor-invalid-response', 502],
    [599, 'Unknown', 'vendor-failed', 502],
  ])('%i %s: %s, answered as %i', (status, code, faultName, ours) => {
    for (const json of [
      envelope(status, code),
      undefined,
      {},
      [],
      'text',
      null,
      { code: 1, status: 'x', detail: [] },
    ]) {
      const fault = faultOf(answer(status, json));
      expect([fault.faultName, fault.kind.status]).toEqual([faultName, ours]);
    }
  });

  it.each([200, 201, 202])('%i with an object is a success', (status) => {
    expect(acceptedByOneMoney(answer(status, { a: 1 }), [])).toEqual({ a: 1 });
  });

  it.each([
    ['no JSON, such as the HTML of a proxy', undefined],
    ['an array', [{}]],
    ['null', null],
    ['a text', 'ok'],
    ['a number', 1],
    ['true', true],
  ])('a success that is %s is an invalid response', (_what, json) => {
    expect(faultOf(answer(200, json)).faultName).toBe('vendor-invalid-response');
  });

  it.each([100, 300, 302, 304])('%i is not a documented status', (status) => {
    expect(faultOf(answer(status, {})).faultName).toBe('vendor-invalid-response');
  });

  it.each([
    ['in `status`', { status: 500 }],
    ['in `code`', { code: 'Bad_Request' }],
  ])('a `status` other than 429 %s in a success is ignored: a customer has a `status` of its own', (_where, json) => {
    expect(acceptedByOneMoney(answer(200, json), [])).toEqual(json);
  });
});

describe('the rate limit', () => {
  it.each([
    ['as a status', 429, undefined],
    ['hidden in a 200, by its status', 200, { status: 429 }],
    ['hidden in a 200, by its code', 200, { code: 'Too_Many_Requests' }],
    ['hidden in a 201', 201, envelope(429, 'Too_Many_Requests')],
  ])('is recognised %s', (_how, status, json) => {
    expect(secondsOf(answer(status, json))).toBe(1);
  });

  it.each([
    ['the header', { 'retry-after': '7' }, 'Retry after 4s.', 7],
    [
      'the header that is a date',
      { 'retry-after': new Date(NOW.getTime() + 9_000).toUTCString() },
      'Retry after 4s.',
      9,
    ],
    ['the text, without a header', {}, 'Rate limit exceeded. Retry after 4s.', 4],
    ['the text, when the header is invalid', { 'retry-after': 'soon' }, 'Rate limit exceeded. Retry after 4s.', 4],
    ['one second, when neither is given', {}, 'Rate limit exceeded.', 1],
    ['one second, when the text is no text', {}, { seconds: 4 }, 1],
    ['one second, when the wait is over', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, '', 1],
    ['one second instead of none', { 'retry-after': '0' }, '', 1],
    ['five minutes at most, by header', { 'retry-after': '86400' }, '', 300],
    ['five minutes at most, by text', {}, 'Retry after 999999s', 300],
    ['one second for a number beyond reason', {}, `Retry after ${'9'.repeat(400)}s`, 1],
    ['one second for a negative number', { 'retry-after': '-5' }, '', 1],
  ])('has the wait of %s', (_who, headers, detail, expected) => {
    for (const status of [429, 200])
      expect(secondsOf(answer(status, envelope(429, 'Too_Many_Requests', detail), headers))).toBe(expected);
  });
});

describe("the vendor's text of a refusal", () => {
  it('is passed on as plain text', () => {
    expect(detailOf('A customer with this email already exists.')).toBe(
      '1Money refused the request: A customer with this email already exists.',
    );
  });

  it.each([
    ['an address', 'ops@acme.example is taken', 'ops@acme.example'],
    ['a token', 'og_5mZr3Qh0cV7nT1yXk2LwB9sD is used', 'og_5mZr3Qh0cV7nT1yXk2LwB9sD'],
    ['our access key', 'the key ak_short is unknown', 'ak_short'],
    ['our secret', `signed with ${SECRETS[1]}`, SECRETS[1]!],
    ['a signature', `expected ${'0b3f8c1b'.repeat(8)}`, '0b3f8c1b0b3f8c1b'],
    ['a line end', 'a\r\nb', '\n'],
  ])('is never passed on %s', (_what, detail, secret) => {
    expect(detailOf(detail)).not.toContain(secret);
    expect(detailOf(detail)).toMatch(/^1Money refused the request/);
  });

  it.each([[undefined], [null], [42], [['x']], [{ a: 'x' }], [''], ['\0']])(
    'is replaced by our own when it is %j',
    (detail) => {
      expect(detailOf(detail)).toBe('1Money refused the request.');
    },
  );

  it('is shortened', () => {
    expect(detailOf('blah '.repeat(10_000)).length).toBeLessThan(260);
  });

  it('may concern the KYB status for 400, 409 and 500, and for no other status', () => {
    expect([400, 409, 500].map(mayMean)).toEqual([true, true, true]);
    expect([401, 403, 404, 429, 503].map(mayMean)).toEqual([false, false, false, false, false]);
    expect(mayMeanStatus(new Error('x'))).toBe(false);
  });
});

describe('the fields of a response', () => {
  it.each([[undefined], [null], [1], [true], [['x']], [{}], ['']])(
    'a text that is %j is an invalid response',
    (value) => {
      expect(() => field({ email: value }, 'email')).toThrow('1Money answered without a proper email.');
    },
  );

  it('a text that is too long is an invalid response', () => {
    expect(() => field({ email: 'x'.repeat(1001) }, 'email')).toThrow(Fault);
    expect(field({ email: 'x'.repeat(1000) }, 'email')).toHaveLength(1000);
  });

  it('a member of the prototype is not a field', () => {
    expect(() => field({}, 'constructor')).toThrow(Fault);
  });

  it.each([
    '2026-01-15T09:30:00Z',
    '2026-01-15T09:30:00.512Z',
    '2026-01-15T09:30:00.512345+02:00',
    '2026-01-15T09:30:00-0500',
  ])('%s is an instant', (text) => {
    expect(instantField({ at: text }, 'at')).toBe(text);
  });

  it.each([
    '2026-01-15',
    '2026-01-15T09:30:00',
    '2026-13-15T09:30:00Z',
    '2026-01-15T25:30:00Z',
    '15 Jan 2026',
    '1768469400',
    '2026-01-15T09:30:00Z\n',
    '',
  ])('%j is not an instant', (text) => {
    expect(() => instantField({ at: text }, 'at')).toThrow('1Money answered without a proper at.');
  });
});
