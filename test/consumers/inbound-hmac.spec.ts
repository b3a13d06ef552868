import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { instantOf, isHmac, isSignedBy, parseHmac } from '../../src/consumers/inbound-hmac';
import { oneMoneySigner } from '../../src/vendors/one-money/one-money.signer';
import {
  ACCESS_KEY,
  SECRET_KEY,
  type Vector,
  VECTORS,
  vectorNamed,
  WRONG,
} from '../../src/conformance/vendors/one-money-vectors';

const header = ({ timestamp, signature }: Pick<Vector, 'timestamp' | 'signature'>): string =>
  `OneMoney-HMAC-SHA256 ${ACCESS_KEY}:${timestamp}:${signature}`;
const request = ({ method, target, body }: Pick<Vector, 'method' | 'target' | 'body'>) => ({
  method,
  url: target,
  body: Buffer.from(body),
});

/** Whether the header is well-formed and signs the request. */
function verifies(
  authorization: string,
  signed: { method: string; url: string; body: Buffer },
  secret = SECRET_KEY,
): boolean {
  const credential = parseHmac(authorization);
  return credential !== null && isSignedBy(secret, credential, signed);
}

describe('verifying a signature (string to sign and signature)', () => {
  it.each(VECTORS)('$name: is accepted, with and without padding of the secret', (vector) => {
    expect(verifies(header(vector), request(vector))).toBe(true);
    expect(verifies(header(vector), request(vector), `${SECRET_KEY}=`)).toBe(true);
  });

  it.each(WRONG)('is refused when $mistake', ({ vector, signature }) => {
    const right = vectorNamed(vector);
    expect(verifies(header({ ...right, signature }), request(right))).toBe(false);
  });

  describe.each(VECTORS)('$name: every signed part is verified', (vector) => {
    const right = request(vector);
    it.each([
      ['the method', header(vector), { ...right, method: 'PUT' }],
      ['the path', header(vector), { ...right, url: `${vector.path}/` }],
      ['the case of the path', header(vector), { ...right, url: vector.target.replace('/v1/c', '/v1/C') }],
      ['one byte of the body', header(vector), { ...right, body: Buffer.from(`${vector.body} `) }],
      ['the timestamp', header({ ...vector, timestamp: '20260115T093001Z' }), right],
      ['the access key', header(vector).replace(ACCESS_KEY, 'ak_test_02'), right],
    ])('%s', (_part, authorization, signed) => {
      expect(verifies(authorization, signed)).toBe(false);
    });

    it('the query is not signed', () => {
      expect(verifies(header(vector), { ...right, url: `${vector.path}?page=2` })).toBe(true);
    });
  });
});

describe('parsing a credential', () => {
  const { timestamp, signature } = vectorNamed('A1');
  const good = header({ timestamp, signature });

  it('returns its three parts', () => {
    for (const spelled of [
      good,
      good.replace('OneMoney-HMAC-SHA256', 'onemoney-hmac-sha256'),
      good.replace('SHA256 ', 'SHA256  '),
    ])
      expect(parseHmac(spelled)).toEqual({ accessKey: ACCESS_KEY, timestamp, signature });
  });

  it.each([
    ['another scheme', good.replace('OneMoney-HMAC-SHA256', 'OneMoney-HMAC-SHA512')],
    ['no blank after the scheme', good.replace('SHA256 ', 'SHA256')],
    ['a key longer than any consumer is named', good.replace(ACCESS_KEY, 'k'.repeat(65))],
    ['the signature in upper case', header({ timestamp, signature: signature.toUpperCase() })],
    ['the signature one digit short', header({ timestamp, signature: signature.slice(1) })],
    ['the signature one digit long', header({ timestamp, signature: `${signature}0` })],
    ['a signature that is not hexadecimal', header({ timestamp, signature: signature.replace('0', 'g') })],
    ['a line end after the signature', `${good}\n`],
    ['one colon more', `${good}:`],
    ['a colon in the key', good.replace(ACCESS_KEY, 'ak:test')],
    ['an empty key', good.replace(ACCESS_KEY, '')],
    ['an empty timestamp', header({ timestamp: '', signature })],
    ['an empty signature', header({ timestamp, signature: '' })],
    ['two parts', `OneMoney-HMAC-SHA256 ${ACCESS_KEY}:${timestamp}`],
    ['nothing at all', 'OneMoney-HMAC-SHA256 '],
    ['an empty header', ''],
  ])('refuses %s', (_what, authorization) => {
    expect(parseHmac(authorization)).toBeNull();
  });

  it.each([
    '20260230T093000Z',
    '20261301T093000Z',
    '20260100T093000Z',
    '20260115T240000Z',
    '20260115T096000Z',
    '20260115T093060Z',
    '20260115T093000',
    '2026-01-15T09:30:00Z',
    '20260115t093000z',
    '20260115T093000.000Z',
    '20260115T093000Z ',
    ' 20260115T093000Z',
    '20260115T093000Z\n',
    '00000000T000000Z',
  ])('refuses the impossible time %j', (text) => {
    expect(instantOf(text)).toBeNull();
    expect(parseHmac(header({ timestamp: text, signature }))).toBeNull();
  });

  it('accepts existing times', () => {
    expect(instantOf('20240229T235959Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
  });

  it("matches the scheme's name without case (RFC 9110, 11.1)", () => {
    expect(isHmac(good)).toBe(true);
    expect(isHmac(good.toLowerCase())).toBe(true);
    expect(isHmac(good.replace('SHA256', 'SHA512'))).toBe(false);
    expect(isHmac('Bearer x')).toBe(false);
  });
});

describe('a signature verifies for exactly its bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((body) => Buffer.from(body));
  const secret = fc.uint8Array({ minLength: 16, maxLength: 64 }).map((key) => Buffer.from(key).toString('base64url'));
  const path = fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`);

  it('any signed request is accepted unchanged, and refused with another body, path or secret', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom('GET', 'POST'), path, bytes, bytes, (key, method, url, body, other) => {
        const { Authorization } = oneMoneySigner(ACCESS_KEY, key)(
          { method, path: url, body },
          new Date('2026-01-15T09:30:00Z'),
        );
        expect(verifies(Authorization!, { method, url, body }, key)).toBe(true);
        expect(verifies(Authorization!, { method, url, body: other }, key)).toBe(body.equals(other));
        expect(verifies(Authorization!, { method, url: `${url}x`, body }, key)).toBe(false);
        expect(verifies(Authorization!, { method, url, body }, createHmac('sha256', key).digest('base64url'))).toBe(
          false,
        );
      }),
    );
  });
});
