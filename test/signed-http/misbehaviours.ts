import { answers, type Behaviour, sends, streams } from '../support/stub-vendor';

/**
 * How a vendor can misbehave: its name, what it does, and whether the gateway may treat it as a refusal (4xx) instead
 * of vendor trouble (5xx).
 */
export type Misbehaviour = readonly [name: string, behave: Behaviour, mayRefuse?: 'may refuse'];

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const json = (value: unknown, status = 200): Behaviour => answers(status, JSON.stringify(value));
const html = (status: number): Behaviour =>
  answers(status, '<!doctype html><title>x</title><h1>It works!</h1>', { 'Content-Type': 'text/html' });
const KIB = 1024;

/** Misbehaviour that is independent of any contract. */
export const ANY_VENDOR: readonly Misbehaviour[] = [
  ['an empty body', answers(200, '')],
  ['no content', sends('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')],
  ['a page of HTML', html(200)],
  ['a page of HTML that is said to be JSON', answers(200, '<html></html>')],
  ['JSON null', json(null)],
  ['a JSON list', json([])],
  ['a JSON text', json('success')],
  ['a JSON number', json(200)],
  ['an empty object', json({})],
  ['JSON that ends early', answers(200, '{"status":"success","data":{"consent_ha')],
  ['JSON followed by other text', answers(200, '{"status":"success"} x')],
  ['invalid UTF-8', answers(200, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))],
  [
    'compressed bytes that were not requested',
    answers(200, Buffer.from('1f8b0800000000000003ab56ca2e01000000', 'hex'), { 'Content-Encoding': 'gzip' }),
  ],
  ['JSON nested ten thousand levels deep', answers(200, '['.repeat(10_000))],
  ['one megabyte', answers(200, `{"x":"${'x'.repeat(KIB * KIB)}"}`)],
  ['a body without an end', streams(`${OK}Transfer-Encoding: chunked\r\n\r\n`, `4000\r\n${'x'.repeat(0x4000)}\r\n`, 5)],
  ['a slow drip', streams(`${OK}Content-Length: 5000\r\n\r\n{"x":"`, 'x', 50)],
  ['headers in a slow drip', streams('HTTP/1.1 200 OK\r\n', 'X-A: b\r\n', 50)],
  ['silence', () => undefined],
  ['headers and then silence', sends(`${OK}Content-Length: 20\r\n\r\n`, { stays: true })],
  ['a closed connection', (socket) => void socket.end()],
  ['a reset', (socket) => void socket.resetAndDestroy()],
  [
    'a reset in the middle of the body',
    (socket) => void socket.write(`${OK}Content-Length: 5000\r\n\r\n{"x":`, () => socket.resetAndDestroy()),
  ],
  ['less than was announced', sends(`${OK}Content-Length: 5000\r\nConnection: close\r\n\r\n{}`)],
  ['headers of 64 KiB', sends(`${OK}X-Large: ${'x'.repeat(64 * KIB)}\r\nContent-Length: 2\r\n\r\n{}`)],
  ['two lengths', sends(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`)],
  ['chunks that are none', sends(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`)],
  ['what is not HTTP', sends('220 mail.example ESMTP\r\n')],
  ['a bare 503 page', html(503)],
  ['a bare 502 page', html(502)],
  ['a 404 page of another server', html(404), 'may refuse'],
  ['301', answers(301, '', { Location: '/elsewhere' })],
  ['302', answers(302, '', { Location: 'https://evil.example/' })],
  ['304', sends('HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n')],
  ['308', answers(308, '', { Location: '/elsewhere' })],
  ['401', json({}, 401)],
  ['403', json({}, 403)],
  ['409 without a reason', json({}, 409), 'may refuse'],
  ['418', json({}, 418), 'may refuse'],
  ['429', json({}, 429)],
  [
    '429 that says when in no readable way',
    answers(429, '{}', { 'Retry-After': 'soon', 'X-RateLimit-Reset': '-1e999' }),
  ],
  ['500', json({}, 500)],
  ['504', json({}, 504)],
  ['599', json({}, 599)],
];

const HANDLE = '3a3f2d96-fc3b-42e5-804f-e65d10a4be98';
const link = (origin: string): string => `${origin}/aa/v2/?ecreq=AAAA&reqdate=150120261030459&fi=AAAA`;
const consent = (data: unknown, rest: object = {}): Behaviour =>
  json({ status: 'success', ver: '1.21.0', data, ...rest });
const refusedConsent = (status: number, errorCode: string, errorMsg = 'x'): Behaviour =>
  json({ ver: '1.21.0', timestamp: '', errorCode, errorMsg, status: 'FP0901' }, status);

/** Violations of FinPro's contract, as responses to a request for consent. `origin` is the Account Aggregator's. */
export const FINPRO = (origin: string, secret: string): readonly Misbehaviour[] => [
  ['no data', json({ status: 'success', ver: '1.21.0' })],
  ['data null', consent(null)],
  ['data in a list', consent([{ consent_handle: HANDLE, webRedirectionUrl: link(origin) }])],
  ['a handle that is a number', consent({ status: 'PENDING', consent_handle: 7, webRedirectionUrl: link(origin) })],
  [
    'a handle that is no UUID',
    consent({ status: 'PENDING', consent_handle: "'; --", webRedirectionUrl: link(origin) }),
  ],
  [
    'a consent that cannot have been decided yet',
    consent({ status: 'ACTIVE', consent_handle: HANDLE, webRedirectionUrl: link(origin) }),
  ],
  ['no link', consent({ status: 'PENDING', consent_handle: HANDLE })],
  ['a link that is a list', consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: [link(origin)] })],
  [
    'a link to a foreign host',
    consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: link('https://evil.example') }),
  ],
  [
    'a link to a host that begins like the right one',
    consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: link(`${origin}.evil.example`) }),
  ],
  [
    'a link with user info',
    consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: link(origin.replace('://', '://a:b@')) }),
  ],
  [
    'a link that is a script',
    consent({
      status: 'PENDING',
      consent_handle: HANDLE,
      webRedirectionUrl: 'javascript:alert(1)//?ecreq=a&reqdate=150120261030459&fi=b',
    }),
  ],
  [
    'a link without ecreq',
    consent({
      status: 'PENDING',
      consent_handle: HANDLE,
      webRedirectionUrl: `${origin}/aa/v2/?reqdate=150120261030459&fi=b`,
    }),
  ],
  [
    'a link without a date',
    consent({
      status: 'PENDING',
      consent_handle: HANDLE,
      webRedirectionUrl: `${origin}/aa/v2/?ecreq=a&reqdate=x&fi=b`,
    }),
  ],
  [
    'a link with a line end in it',
    consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: `${link(origin)}\r\nX: y` }),
  ],
  [
    'status failure in a 200',
    consent({ status: 'PENDING', consent_handle: HANDLE, webRedirectionUrl: link(origin) }, { status: 'failure' }),
    'may refuse',
  ],
  ['an error in a 200', refusedConsent(200, 'InvalidProductID'), 'may refuse'],
  ['a rate limit in a 200', json({ status: 429, code: 'Too_Many_Requests' })],
  ['a rate limit in a 200, in its own envelope', refusedConsent(200, 'TooManyRequests')],
  ['AuthenticationFailed as a 400', refusedConsent(400, 'AuthenticationFailed')],
  ['an unknown error code', refusedConsent(400, 'SomethingElse'), 'may refuse'],
  [
    'our secret in its message',
    refusedConsent(400, 'InvalidRequest', `client_secret ${secret} is wrong`),
    'may refuse',
  ],
];

const grant = (change: object): Behaviour =>
  json(
    {
      customer_id: 'c1',
      email: 'ops@acme.example',
      customer_type: 'BUSINESS',
      status: 'INIT',
      created_at: '2026-01-15T09:30:00Z',
      updated_at: '2026-01-15T09:30:00Z',
      ...change,
    },
    201,
  );
const refusedCustomer = (status: number, detail: string): Behaviour =>
  json({ code: 'Bad_Request', status, detail, instance: '/x' }, status);

/** Violations of 1Money's contract, as responses to the creation of a customer. */
export const ONE_MONEY = (secret: string): readonly Misbehaviour[] => [
  ['no id', grant({ customer_id: undefined })],
  ['an id that is a number', grant({ customer_id: 7 })],
  ['an id with a path in it', grant({ customer_id: '../../admin' })],
  ['no email', grant({ email: null })],
  ['an email that is a list', grant({ email: ['a@b.example'] })],
  ['a status that is an object', grant({ status: {} })],
  ['a status with a line end in it', grant({ status: 'INIT\nX' })],
  ['a date that is none', grant({ created_at: 'yesterday' })],
  ['a date without a zone', grant({ updated_at: '2026-01-15T09:30:00' })],
  ['a rate limit in a 200', json({ status: 429, code: 'Too_Many_Requests', detail: 'Retry after 4s' })],
  ['an error in a 200', json({ code: 'Bad_Request', status: 400, detail: 'x', instance: '/x' })],
  ['our secret in its detail', refusedCustomer(400, `the secret ${secret} is wrong`), 'may refuse'],
];
