import { createHash, createHmac, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DEMO_HEADERS } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';
import { type RawAnswer, rawAnswer } from '../support/raw-answer';

const SECRET = 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA';
const GRANTS = '/v1/customers/onboarding/grants';
const LINKS = '/v1/links';
const BODY = '{"customer_id":"absent"}';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const AS_DEMO = { Authorization: DEMO };

/** A request, as names and values: an array stands for several lines. */
interface Rule {
  readonly rfc: string;
  /** The rule in our own words. */
  readonly says: string;
  readonly doing: 'read alike' | 'ignored' | 'refused' | 'answered so';
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly status: number;
  /** Response headers, in lower case: the value, a pattern, or undefined where the header must be absent. */
  readonly answers?: Readonly<Record<string, string | RegExp | undefined>>;
}

const DEMO_KEY = ['demo-consumer', SECRET] as const;
const SANDBOX_KEY = ['ak_sandbox_portico', 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA'] as const;
const oneMoney = (path: string, [accessKey, secret]: readonly [string, string] = DEMO_KEY): Record<string, string> => {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const text = [accessKey, date, 'GET', path, createHash('sha256').update('').digest('hex')].join('\n');
  return {
    Authorization:
      'OneMoney-HMAC-SHA256 ' +
      `${accessKey}:${date}:${createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('hex')}`,
    'X-OM-Date': date,
  };
};
const withScheme = (scheme: string): Record<string, string> => {
  const signed = oneMoney(LINKS);
  return { ...signed, Authorization: signed.Authorization!.replace('OneMoney-HMAC-SHA256', scheme) };
};
const posted = { method: 'POST', path: GRANTS, body: BODY };

/**
 * What does not apply: proxies, gateways and tunnels (RFC 9110, 3.7, 7.6, 9.3.6, 11.7; RFC 9112, 3.2.3), caches (RFC
 * 9111, and 304, Age, Vary), variants of one resource (RFC 9110, 12.1 to 12.4), partial content (14.3 to 14.6, 15.3.7,
 * 15.5.17), PUT, DELETE and PATCH (9.3.4, 9.3.5), Basic and Digest (11.5).
 */
const RULES: readonly Rule[] = [
  // Fields
  {
    rfc: 'RFC 9110, 5.3',
    says: 'a credential stands once',
    doing: 'refused',
    headers: { Authorization: [DEMO, DEMO] },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'a content type stands once',
    doing: 'refused',
    ...posted,
    headers: { ...AS_DEMO, 'Content-Type': ['application/json', 'application/json'] },
    status: 415,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'a key stands once',
    doing: 'refused',
    ...posted,
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Idempotency-Key': [randomUUID(), randomUUID()] },
    status: 400,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'what is signed stands once',
    doing: 'refused',
    headers: { ...oneMoney(LINKS), 'X-OM-Date': [oneMoney(LINKS)['X-OM-Date']!, oneMoney(LINKS)['X-OM-Date']!] },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'each of four headers stands once',
    doing: 'refused',
    method: 'POST',
    path: '/v3/requestconsent',
    body: '{}',
    headers: { ...DEMO_HEADERS, ...JSON_TYPE, client_id: ['demo-consumer', 'demo-consumer'] },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'a signature of a webhook stands once',
    doing: 'refused',
    method: 'POST',
    path: '/webhooks/finpro',
    body: '{}',
    headers: { ...JSON_TYPE, 'X-Webhook-Signature': ['a', 'a'] },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 7.6',
    says: 'headers for proxies mean nothing to an origin server',
    doing: 'ignored',
    headers: {
      ...AS_DEMO,
      Via: '1.0 fred, 1.1 p.example',
      'Max-Forwards': '0',
      TE: 'trailers, gzip;q=0.5',
      'Proxy-Authorization': 'Basic eDp5',
    },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 5.3',
    says: 'other lists may stand in several lines',
    doing: 'read alike',
    headers: { ...AS_DEMO, Accept: ['text/html', 'application/json'], Prefer: ['respond-async', 'wait=20'] },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 5.6.2',
    says: 'types are read without case',
    doing: 'read alike',
    ...posted,
    headers: { ...AS_DEMO, 'Content-Type': 'Application/JSON' },
    status: 404,
  },
  {
    rfc: 'RFC 9110, 5.6.6',
    says: 'parameters are read without case, quoted or not',
    doing: 'read alike',
    ...posted,
    headers: { ...AS_DEMO, 'Content-Type': 'application/json ; Charset="UTF-8"' },
    status: 404,
  },
  {
    rfc: 'RFC 9110, 6.6.1',
    says: 'an origin server with a clock MUST send Date',
    doing: 'answered so',
    path: '/nowhere',
    status: 404,
    answers: { date: /GMT$/ },
  },
  // Content
  {
    rfc: 'RFC 8259, 8.1',
    says: 'JSON is UTF-8',
    doing: 'refused',
    ...posted,
    headers: { ...AS_DEMO, 'Content-Type': 'application/json; charset=ISO-8859-1' },
    status: 415,
  },
  {
    rfc: 'RFC 8259, 8.1',
    says: 'a byte order mark MUST NOT be added',
    doing: 'refused',
    ...posted,
    body: `\xef\xbb\xbf${BODY}`,
    headers: { ...AS_DEMO, ...JSON_TYPE },
    status: 400,
  },
  {
    rfc: 'RFC 9110, 8.4',
    says: 'a content coding that is not decoded is 415 with Accept-Encoding',
    doing: 'refused',
    ...posted,
    body: gzipSync(BODY).toString('latin1'),
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    status: 415,
    answers: { 'accept-encoding': 'identity' },
  },
  {
    rfc: 'RFC 9110, 12.5.3',
    says: 'identity is no coding',
    doing: 'read alike',
    ...posted,
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Content-Encoding': 'Identity' },
    status: 404,
  },
  {
    rfc: 'RFC 9110, 8.3',
    says: 'a body without a type need not be guessed',
    doing: 'refused',
    ...posted,
    headers: AS_DEMO,
    status: 415,
  },
  {
    rfc: 'RFC 9110, 8.3',
    says: 'no body has no type',
    doing: 'read alike',
    method: 'POST',
    path: '/v1/webhook_subscriptions/none/disable',
    headers: { ...AS_DEMO, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '0' },
    status: 404,
  },
  {
    rfc: 'RFC 9110, 8.3',
    says: 'also in chunks',
    doing: 'read alike',
    method: 'POST',
    path: '/v1/webhook_subscriptions/none/disable',
    headers: { ...AS_DEMO, 'Transfer-Encoding': 'chunked' },
    body: '0\r\n\r\n',
    status: 404,
  },
  {
    rfc: 'RFC 9110, 8.3',
    says: 'a form is no JSON',
    doing: 'refused',
    method: 'POST',
    path: '/v1/webhook_subscriptions/none/disable',
    headers: { ...AS_DEMO, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
    status: 415,
  },
  {
    rfc: 'RFC 9110, 9.3.1',
    says: 'nor has the coding of a body of GET',
    doing: 'ignored',
    path: LINKS,
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    body: BODY,
    status: 200,
  },
  // Methods
  {
    rfc: 'RFC 9110, 9.3.1',
    says: 'a body of GET has no meaning',
    doing: 'ignored',
    path: LINKS,
    headers: { ...AS_DEMO, ...JSON_TYPE },
    body: BODY,
    status: 200,
  },
  {
    rfc: 'RFC 9110, 9.3.2',
    says: 'HEAD MUST have no content',
    doing: 'answered so',
    method: 'HEAD',
    path: LINKS,
    headers: AS_DEMO,
    status: 200,
    answers: { 'content-type': /json/, 'content-length': /^\d+$/ },
  },
  {
    rfc: 'RFC 9110, 10.2.1',
    says: '405 MUST have Allow',
    doing: 'answered so',
    method: 'DELETE',
    path: LINKS,
    status: 405,
    answers: { allow: 'GET, HEAD' },
  },
  {
    rfc: 'RFC 9110, 9.3.3',
    says: '201 SHOULD name what was made in Location',
    doing: 'answered so',
    method: 'POST',
    path: '/v1/customers/hosted',
    body: '{"email":"canary-rfc@acme.example","first_name":"Zoe","last_name":"Kim","customer_type":"BUSINESS"}',
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Idempotency-Key': randomUUID() },
    status: 201,
    answers: { location: /^\/v1\/customers\/hosted\/[\w-]+$/ },
  },
  {
    rfc: 'RFC 9110, 9.3.3',
    says: 'among the paths it was made by',
    doing: 'answered so',
    method: 'POST',
    path: '/v1/customers/lightweight',
    body: '{"email":"canary-rfc-2@acme.example","first_name":"Zoe","last_name":"Kim","customer_type":"BUSINESS"}',
    headers: { ...AS_DEMO, ...JSON_TYPE, 'Idempotency-Key': randomUUID() },
    status: 201,
    answers: { location: /^\/v1\/customers\/[\w-]+$/ },
  },
  {
    rfc: 'RFC 9110, 9.3.3',
    says: 'also of a subscription',
    doing: 'answered so',
    method: 'POST',
    path: '/v1/webhook_subscriptions',
    body: '{"url":"http://localhost:9/hook"}',
    headers: { ...AS_DEMO, ...JSON_TYPE },
    status: 201,
    answers: { location: /^\/v1\/webhook_subscriptions\/[\w-]+$/ },
  },
  // Authentication
  {
    rfc: 'RFC 9110, 11.1',
    says: 'names of schemes are read without case (Bearer)',
    doing: 'read alike',
    headers: { Authorization: DEMO.replace('Bearer', 'bEARER') },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 11.4',
    says: 'one or more spaces follow the scheme',
    doing: 'read alike',
    headers: { Authorization: DEMO.replace(' ', '   ') },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 11.1',
    says: 'names of schemes are read without case (signature)',
    doing: 'read alike',
    headers: withScheme('onemoney-hmac-sha256'),
    status: 200,
  },
  {
    rfc: 'RFC 9110, 11.4',
    says: 'an unknown scheme is refused',
    doing: 'refused',
    headers: { Authorization: DEMO.replace('Bearer', 'Basic') },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 11.6.1',
    says: '401 MUST have a challenge',
    doing: 'answered so',
    path: LINKS,
    status: 401,
    answers: { 'www-authenticate': 'Bearer realm="portico", OneMoney-HMAC-SHA256' },
  },
  {
    rfc: 'RFC 9110, 11.6.1',
    says: 'also where four headers are the credential',
    doing: 'answered so',
    method: 'POST',
    path: '/v3/getconsentslist',
    headers: JSON_TYPE,
    body: '{}',
    status: 401,
    answers: { 'www-authenticate': /^FinPro-Headers / },
  },
  {
    rfc: 'RFC 9110, 11.6.1',
    says: 'also where a signature is',
    doing: 'answered so',
    method: 'POST',
    path: '/webhooks/finpro',
    headers: JSON_TYPE,
    body: '{}',
    status: 401,
    answers: { 'www-authenticate': /^Webhook-Signature .*header="x-webhook-signature"$/ },
  },
  // Negotiation
  {
    rfc: 'RFC 9110, 12.5.1',
    says: 'an Accept that cannot be met may be ignored',
    doing: 'ignored',
    headers: { ...AS_DEMO, Accept: 'image/png;q=0.5, text/html;q=0' },
    status: 200,
    answers: { 'content-type': /^application\/json/, vary: undefined },
  },
  {
    rfc: 'RFC 9110, 12.5.3',
    says: 'an Accept-Encoding may be ignored',
    doing: 'ignored',
    headers: { ...AS_DEMO, 'Accept-Encoding': 'gzip, br;q=1.0, *;q=0' },
    status: 200,
    answers: { 'content-encoding': undefined, vary: undefined },
  },
  {
    rfc: 'RFC 9110, 12.5.4',
    says: 'Accept-Language may be ignored',
    doing: 'ignored',
    headers: { ...AS_DEMO, 'Accept-Language': 'de;q=1, *;q=0' },
    status: 200,
  },
  // Conditions and ranges
  {
    rfc: 'RFC 9110, 13.1.1',
    says: 'nothing is done under an If-Match that does not hold',
    doing: 'refused',
    method: 'POST',
    path: '/v1/webhook_subscriptions',
    body: '{"url":"http://localhost:9/hook"}',
    headers: { ...AS_DEMO, ...JSON_TYPE, 'If-Match': '"a"' },
    status: 412,
  },
  {
    rfc: 'RFC 9110, 13.1.1',
    says: 'nor is anything returned',
    doing: 'refused',
    headers: { ...AS_DEMO, 'If-Match': '"a"' },
    status: 412,
  },
  {
    rfc: 'RFC 9110, 13.1.1',
    says: 'also without credentials',
    doing: 'refused',
    path: '/health/live',
    headers: { 'If-Match': '"a"' },
    status: 412,
  },
  {
    rfc: 'RFC 9110, 13.1.1',
    says: 'If-Match: * holds for what exists',
    doing: 'read alike',
    headers: { ...AS_DEMO, 'If-Match': '*' },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 13.2.1',
    says: 'conditions MUST be ignored where it would be an error anyway',
    doing: 'ignored',
    headers: { 'If-Match': '"a"' },
    status: 401,
  },
  {
    rfc: 'RFC 9110, 13.1.2',
    says: 'If-None-Match holds where there is no such tag',
    doing: 'read alike',
    headers: { ...AS_DEMO, 'If-None-Match': '"a", W/"b"' },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 13.1.3',
    says: 'conditions on a date MUST be ignored where there is none',
    doing: 'ignored',
    headers: {
      ...AS_DEMO,
      'If-Modified-Since': new Date().toUTCString(),
      'If-Unmodified-Since': new Date(0).toUTCString(),
    },
    status: 200,
  },
  {
    rfc: 'RFC 9110, 14.2',
    says: 'a server MAY ignore Range',
    doing: 'ignored',
    headers: { ...AS_DEMO, Range: 'bytes=0-1', 'If-Range': '"a"' },
    status: 200,
    answers: { 'content-range': undefined },
  },
  // Answers
  {
    rfc: 'RFC 9111, 5.2.2.5',
    says: 'a response for one caller is not stored by caches',
    doing: 'answered so',
    headers: AS_DEMO,
    status: 200,
    answers: { 'cache-control': 'no-store' },
  },
  {
    rfc: 'RFC 9111, 3',
    says: 'nor are errors, wherever they are made',
    doing: 'answered so',
    headers: { Expect: 'foo' },
    status: 417,
    answers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  },
];

const lines = (headers: Rule['headers'] = {}): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
    .join('');

describe('requests and responses, by RFC 9110 and RFC 9457', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const ask = ({ method = 'GET', path = LINKS, headers = {}, body = '' }: Partial<Rule>): Promise<RawAnswer> => {
    const isFramed = body === '' || 'Transfer-Encoding' in headers;
    return rawAnswer(
      gateway.url,
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ` +
        `close\r\n${lines(headers)}${isFramed ? '' : `Content-Length: ${body.length}\r\n`}\r\n${body}`,
    );
  };

  it.each(RULES)('$rfc: $says – $doing, $status', async (rule) => {
    const answer = await ask(rule);
    expect(answer.status).toBe(rule.status);
    for (const [name, value] of Object.entries(rule.answers ?? {})) {
      if (value instanceof RegExp) expect(answer.headers[name]).toMatch(value);
      else expect(answer.headers[name]).toBe(value);
    }
    expect(rule.method === 'HEAD' ? answer.body : '').toBe('');
  });

  describe.each([
    ['as it is', LINKS, LINKS],
    ['in absolute form, with the path signed', `http://portico.example${LINKS}`, LINKS],
    ['with another spelling signed as it is sent', '/v1/lin%6Bs', '/v1/lin%6Bs'],
    [
      'with another spelling, and the path of the document signed',
      '/v1/lin%6Bs?before=ffffffff-ffff-7fff-bfff-ffffffffffff',
      LINKS,
    ],
  ])('a signed request %s', (_how, path, signed) => {
    it('is accepted, and refused when another path was signed', async () => {
      expect((await ask({ path, headers: oneMoney(signed) })).status).toBe(200);
      expect((await ask({ path, headers: oneMoney('/v1/events') })).status).toBe(401);
    });
  });

  it('the sandbox reads them alike: absolute form, and the scheme in other capitals', async () => {
    const path = '/v1/customers/hosted/none';
    const at = async (target: string, headers: Record<string, string>): Promise<number> =>
      (
        await rawAnswer(
          gateway.sandbox.url,
          `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${lines(headers)}\r\n`,
        )
      ).status;
    const signed = oneMoney(path, SANDBOX_KEY);
    for (const target of [path, `http://sandbox.example${path}`]) expect(await at(target, signed)).toBe(404);
    expect(
      await at(path, { ...signed, Authorization: signed.Authorization!.replace('OneMoney-HMAC', 'onemoney-hmac') }),
    ).toBe(404);
    expect(await at(path, { Authorization: 'BEARER  ak_sandbox_portico' })).toBe(404);
    expect(await at(path, { Authorization: `Basic ${SANDBOX_KEY[0]}` })).toBe(401);
    expect(await at(`http://sandbox.example${path}x`, signed)).toBe(401);
  });

  it('RFC 9110, 13.1.1: a file is served when If-Match names its entity tag, and refused otherwise', async () => {
    const path = '/docs/swagger-ui.css';
    const { headers } = await ask({ path });
    const statusUnder = async (tag: string): Promise<number> =>
      (await ask({ path, headers: { 'If-Match': tag } })).status;
    expect([await statusUnder(headers.etag!), await statusUnder('*'), await statusUnder('"x"')]).toEqual([
      200, 200, 412,
    ]);
  });

  it('RFC 9457, 3.1: members of a problem have their types, and type links to a page that documents it', async () => {
    const { headers, body } = await ask({ headers: { ...AS_DEMO }, path: '/v1/links/none' });
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = JSON.parse(body) as Record<string, string>;
    expect(problem).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status: 404,
      detail: expect.any(String),
      instance: '/v1/links/none',
    });
    const [page, id] = problem.type!.split('#');
    expect((await ask({ path: page! })).body).toContain(`id="${id}"`);
  });

  it.each([
    ['/l/none', 'POST', 415, { 'Content-Type': 'text/plain' }],
    ['/return/onboarding', 'PUT', 405, {}],
    ['/errors', 'POST', 405, {}],
    ['/l/none?a=b#c', 'GET', 400, {}],
  ])('errors are HTML pages at %s (%s, %s)', async (path, method, status, headers) => {
    const answer = await ask({ path, method, headers, body: method === 'POST' ? 'x' : '' });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.body).toContain(answer.headers['x-request-id']);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('RFC 7240, 4.3: a caller whose Prefer: wait is over gets 504, which is not logged as a failure', async () => {
    const answer = await ask({
      method: 'POST',
      path: '/v1/customers/hosted',
      headers: { ...AS_DEMO, ...JSON_TYPE, 'Idempotency-Key': randomUUID(), Prefer: 'wait=0' },
      body: JSON.stringify({ ...newCustomer(), first_name: 'Zoe' }),
    });
    expect(answer.status).toBe(504);
    const found = gateway
      .logged()
      .split('\n')
      .filter((line) => line.includes(answer.headers['x-request-id']!))
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(found.map(({ level, msg }) => [level, msg])).toEqual([[30, 'request']]);
  });
});
