import { finproAccepted, finproInstant } from '../../src/consent/finpro/finpro-envelope';
import { Fault, type FaultName, FAULTS } from '../../src/errors';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import { caught } from '../support/caught';

const AT = new Date('2026-01-15T10:00:00Z');
const answer = (status: number, json: unknown, headers: VendorAnswer['headers'] = {}): VendorAnswer => ({
  status,
  json,
  headers,
  requestId: null,
  askedAt: AT,
  receivedAt: AT,
  secrets: ['the-secret'],
});
const faultOf = (given: VendorAnswer): Fault => {
  const error = caught(() => finproAccepted(given, Object.keys(FAULTS) as FaultName[]));
  if (!(error instanceof Fault)) throw new Error('the answer was accepted');
  return error;
};
const error = (errorCode: unknown, status: unknown = 'FP0901', errorMsg: unknown = 'x'): object => ({
  ver: '1',
  timestamp: '',
  errorCode,
  errorMsg,
  status,
});

describe("FinPro's responses, envelopes and error codes", () => {
  it('is a success when both HTTP status and body say so', () => {
    expect(finproAccepted(answer(200, { status: 'success', data: [] }))).toEqual({ status: 'success', data: [] });
  });

  it.each([
    ['InvalidProductID', 'invalid-product-id'],
    ['InvalidPartyIdentifier', 'invalid-party-identifier'],
    ['InvalidFIPID', 'invalid-fip-id'],
    ['InvalidRedirectUrl', 'invalid-redirect-url'],
    ['InvalidRequest', 'vendor-refused'],
    ['InvalidStatus', 'consent-status-forbids'],
    ['missingConsentInfo', 'consent-handle-missing'],
    ['invalid_consent_handle', 'consent-handle-unknown'],
    ['InvalidAA', 'invalid-aa'],
    ['InvalidConsentId', 'consent-id-unknown'],
    ['AuthenticationFailed', 'vendor-credentials'],
    ['NoDataFound', 'vendor-refused'],
    ['constructor', 'vendor-refused'],
  ])('%s is %s, whether the number is in the HTTP status or in the body', (word, fault) => {
    expect(faultOf(answer(400, error(word))).faultName).toBe(fault);
    expect(faultOf(answer(400, error('FP0901', word))).faultName).toBe(fault);
    expect(faultOf(answer(200, error(word))).faultName).toBe(fault);
  });

  it.each([
    [401, error('x'), 'vendor-credentials'],
    [403, null, 'vendor-credentials'],
    [400, undefined, 'vendor-invalid-response'],
    [404, undefined, 'vendor-invalid-response'],
    [400, error(7, 7), 'vendor-invalid-response'],
    [400, error('FP0901', 'FP0901'), 'vendor-refused'],
    [200, { status: 'failure' }, 'vendor-refused'],
    [200, {}, 'vendor-invalid-response'],
    [200, [], 'vendor-invalid-response'],
    [204, undefined, 'vendor-invalid-response'],
    [302, { status: 'success' }, 'vendor-invalid-response'],
    [500, error('InvalidProductID'), 'vendor-failed'],
    [502, undefined, 'vendor-failed'],
    [503, undefined, 'vendor-out-of-service'],
    [429, undefined, 'vendor-busy'],
    [200, { status: 429 }, 'vendor-busy'],
    [200, error('TooManyRequests'), 'vendor-busy'],
  ] as const)('%i with %j: %s', (status, json, fault) => {
    expect(faultOf(answer(status, json)).faultName).toBe(fault);
  });

  it.each([
    [{ 'x-ratelimit-reset': String(AT.getTime() / 1000 + 7) }, 7],
    [{ 'x-ratelimit-reset': String(AT.getTime() / 1000 - 7) }, 1],
    [{ 'x-ratelimit-reset': '99999999999' }, 300],
    [{ 'x-ratelimit-reset': 'soon', 'retry-after': '4' }, 4],
    [{ 'retry-after': '0' }, 1],
    [{}, 1],
  ])('waits by the headers %j: %i s', (headers, seconds) => {
    expect(faultOf(answer(429, undefined, headers)).retryAfterSeconds).toBe(seconds);
  });

  it('removes personal data and secrets from a message, and shortens it', () => {
    const say = (message: unknown): string => faultOf(answer(400, error('InvalidRequest', 'FP0901', message))).detail;
    expect(say('vua must be 9876543210@onemoney')).toBe('FinPro refused the request: vua must be ***');
    expect(say('pan ABCDE1234F of 9876543210')).toBe('FinPro refused the request: pan *** of ***');
    expect(say('the-secret is wrong')).toBe('FinPro refused the request.');
    expect(say({})).toBe('FinPro refused the request.');
    expect(say('x '.repeat(500)).length).toBeLessThan(250);
  });

  it.each([
    ['2026-01-15T10:30:45.912Z', '2026-01-15T10:30:45.912Z'],
    ['2026-01-15T16:00:45+05:30', '2026-01-15T10:30:45.000Z'],
    ['2027-01-15 10:30:45', '2027-01-15T10:30:45.000Z'],
    ['2027-01-15T10:30:45', '2027-01-15T10:30:45.000Z'],
    [null, undefined],
    [undefined, undefined],
  ])('reads the instant %s, in UTC without a zone', (text, instant) => {
    expect(finproInstant({ at: text }, 'at')?.toISOString()).toBe(instant);
  });

  it.each([['tomorrow'], ['2026-13-45 10:00:00'], [7], ['2026-01-15']])('reads %j as no instant', (text) => {
    expect((caught(() => finproInstant({ at: text }, 'at')) as Fault).faultName).toBe('vendor-invalid-response');
  });
});
