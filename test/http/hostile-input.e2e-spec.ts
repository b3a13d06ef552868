import { randomUUID } from 'node:crypto';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';
import { sendBytes, withTarget } from '../support/raw-http';

const VALID = newCustomer();
const json = (change: object): string => JSON.stringify({ ...VALID, ...change });

/** Malformed and hostile bodies. None may reach the vendor, and none may cause a 5xx. */
const BODIES: readonly (readonly [string, string | Buffer, number])[] = [
  ['an array', '[]', 400],
  ['null', 'null', 400],
  ['a string', '"s"', 400],
  ['a number', '1e400', 400],
  ['no body', '', 400],
  ['white space', ' \n', 400],
  ['__proto__', `{"__proto__":{"admin":true},${JSON.stringify(VALID).slice(1)}`, 400],
  ['constructor and prototype', json({ constructor: { prototype: { admin: true } } }), 400],
  ['a name twice', `{"email":"a@b.example",${JSON.stringify(VALID).slice(1)}`, 400],
  ['a name twice, once escaped', `{"\\u0065mail":"a@b.example",${JSON.stringify(VALID).slice(1)}`, 400],
  ['NUL in a name', json({ first_name: 'Zo\0e' }), 400],
  ['a lone surrogate', json({}).replace('Kim', '\\ud800'), 400],
  ['a lone surrogate in the middle of a pair', json({}).replace('Kim', '\\udc00\\ud800'), 400],
  ['a hundred thousand levels that fit in the limit', '{"a":'.repeat(13_000), 400],
  ['a hundred thousand levels of arrays', `{"email":${'['.repeat(60_000)}`, 400],
  ['a number for an address', json({ email: 1e308 }), 400],
  ['an object for a name', json({ first_name: { toString: 'x' } }), 400],
  ['an array of one name', json({ first_name: ['Zo\u00eb'] }), 400],
  ['a number beyond range', `{"email":1e999,${JSON.stringify(VALID).slice(1)}`, 400],
  ['ten thousand unknown fields', `{${Array.from({ length: 5000 }, (_, index) => `"f${index}":1`).join(',')}}`, 400],
  ['a name of fifty thousand characters', `{"${'n'.repeat(50_000)}":1}`, 400],
  ['UTF-16', Buffer.from(json({}), 'utf16le'), 400],
  ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json({}))]), 400],
  ['Latin-1', Buffer.from(json({}), 'latin1'), 400],
  ['an overlong character', Buffer.from([...Buffer.from('{"email":"'), 0xc0, 0xaf, ...Buffer.from('"}')]), 400],
  ['one byte more than 64 KiB', ' '.repeat(65_537), 413],
  ['a megabyte', json({ first_name: 'x'.repeat(1_000_000) }), 413],
];

/** Ids that would change the target if they were pasted into a path. */
const IDS = [
  '../../v1/x',
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fv1',
  '..%2f..%2fecho',
  '%00',
  'a%00b',
  'a%0d%0aX-Injected:%201',
  '%',
  '%zz',
  '%ff',
  '%ed%a0%80',
  '%c0%af',
  'a;b',
  'a b',
  'a%20b',
  'a?b',
  'a#b',
  '\u0430'.repeat(3),
  encodeURIComponent('\u{1f600}'),
  'x'.repeat(65),
  'x'.repeat(199),
  'x'.repeat(5000),
  "'%20OR%201=1--",
  '*',
  '__proto__',
  'constructor',
  'hosted',
  'lightweight',
];

describe('hostile input', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterEach(async () => {
    expect(await gateway.sandbox.requests('/')).toEqual([]);
  });
  afterAll(() => gateway.close());

  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(gateway.url + path, {
      method: 'POST',
      body,
      headers: { Authorization: DEMO, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json', ...headers },
    });

  describe.each([
    '/v1/customers/hosted',
    '/v1/customers/lightweight',
    '/v1/customers/onboarding/grants',
    `/v1/customers/${randomUUID()}/onboarding_links`,
  ])('in the body of %s', (path) => {
    it.each(BODIES)('%s', async (_what, body, status) => {
      const answer = await post(path, body);
      const text = await answer.text();
      expect(answer.status).toBe(status);
      expect(JSON.parse(text)).toMatchObject({ status, request_id: answer.headers.get('x-request-id') });
      expect(text.length).toBeLessThan(1_000_000);
    });

    it.each([
      ['no type', ''],
      ['text', 'text/plain'],
      ['a form', 'application/x-www-form-urlencoded'],
      ['JSON in another charset, which is not UTF-8', 'application/json; charset=utf-16'],
      ['a type that only begins so', 'application/jsonp'],
      ['a patch', 'application/merge-patch+json'],
      ['two types', 'application/json, text/plain'],
      ['a malformed type', ';;;'],
    ])('with another Content-Type: %s', async (_what, type) => {
      const answer = await post(path, Buffer.from('\ufffe[', 'utf16le'), { 'Content-Type': type });
      expect([400, 415]).toContain(answer.status);
    });
  });

  it.each(IDS.map((id) => [id.slice(0, 30), id]))('as the id of a customer: %s', async (_shown, id) => {
    const headers = { Authorization: DEMO };
    for (const target of [`/v1/customers/hosted/${id}`, `/v1/customers/${id}`, `/v1/customers/hosted/${id}/grants`]) {
      const { status } = await sendBytes(gateway.url, withTarget(target, headers));
      expect(status === 400 || status === 404 || status === 414).toBe(true);
    }
  });

  it.each([
    '/v1/customers/hosted/a\0b',
    '/v1/customers/hosted/a\u0001',
    '/v1/customers/\\..\\x',
    '//evil.example/v1',
    'http://evil.example/v1/customers/hosted/x',
    '/v1/customers/hosted?idempotency_key[]=x',
    '/v1/customers/hosted?idempotency_key=%00',
    '/v1/customers/hosted?idempotency_key=%ff',
    '/v1/customers/hosted?__proto__=x',
    '/return/onboarding?state=%00',
    '/return/onboarding?state=a&state=b',
    '/return/onboarding?state[x]=1',
  ])('as the target of a request: %j', async (target) => {
    const { status } = await sendBytes(gateway.url, withTarget(target, { Authorization: DEMO }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['a length that is no number', 'Content-Length: -1\r\n\r\n{}'],
    ['a folded header', 'X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}'],
    ['20 KB of headers', `X-A: ${'a'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\n{}`],
    ['a compressed body', 'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}'],
    ['two keys', `Idempotency-Key: ${randomUUID()}\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Length: 2\r\n\r\n{}`],
    ['two credentials', `Authorization: ${DEMO}\r\nContent-Length: 2\r\n\r\n{}`],
    ['a key of ten thousand characters', `Idempotency-Key: ${'x'.repeat(10_000)}\r\nContent-Length: 2\r\n\r\n{}`],
  ])('as headers: %s', async (_what, rest) => {
    const { status } = await sendBytes(
      gateway.url,
      'POST /v1/customers/hosted HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ' +
        `application/json\r\nAuthorization: Bearer absent.x\r\n${rest}`,
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('writes no audit row, and the gateway is still ready afterwards', async () => {
    expect(await gateway.database.query('SELECT FROM portico.audit_entries')).toEqual([]);
    const answer = await fetch(`${gateway.url}/health/ready`);
    expect(answer.status).toBe(200);
  });
});
