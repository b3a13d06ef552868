import fs from 'node:fs';
import { DEMO_HEADERS } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { type RawAnswer, rawAnswer } from '../support/raw-answer';
import { RawClient } from '../support/raw-client';
import { type NamedTest, testsAtOnce } from '../support/tests-at-once';

const HOST = 'Host: localhost';
const GRANTS = '/v1/customers/onboarding/grants';
/** Names no existing customer: a 404 shows that the request was read. */
const BODY = '{"customer_id":"absent"}';

const message = (line: string, lines: readonly string[], body = ''): string =>
  [line, ...lines, 'Connection: close', '', body].join('\r\n');
const get = (target: string, ...lines: string[]): string => message(`GET ${target} HTTP/1.1`, [HOST, ...lines]);
const posted = (lines: readonly string[], body: string, target = GRANTS): string =>
  message(
    `POST ${target} HTTP/1.1`,
    [HOST, `Authorization: ${DEMO}`, 'Content-Type: application/json', ...lines],
    body,
  );
const chunked = (body: string, ...lines: string[]): string => posted(['Transfer-Encoding: chunked', ...lines], body);
const WHOLE = posted([`Content-Length: ${BODY.length}`], BODY);
const IN_CHUNKS = `18\r\n${BODY}\r\n0\r\n\r\n`;
const LIVE = get('/health/live');
const LINKS = get('/v1/links', `Authorization: ${DEMO}`);

interface Rule {
  readonly rfc: string;
  /** The rule in our own words. */
  readonly says: string;
  readonly sent: string;
}

/** Other spellings of the same request. */
interface Alike extends Rule {
  readonly as: string;
}

interface Refused extends Rule {
  readonly status: number;
  readonly fault: string;
}

const ALIKE: readonly Alike[] = [
  {
    rfc: 'RFC 9112, 2.2',
    says: 'empty lines before a request line SHOULD be ignored',
    sent: `\r\n\r\n${LIVE}`,
    as: LIVE,
  },
  {
    rfc: 'RFC 9112, 3',
    says: 'a request line MAY be parsed on white space',
    sent: LIVE.replace(' /', '  /'),
    as: LIVE,
  },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'an HTTP/1.0 request needs no Host',
    sent: message('GET /health/live HTTP/1.0', []),
    as: LIVE,
  },
  { rfc: 'RFC 9112, 3.2', says: 'a Host may be empty', sent: LIVE.replace(HOST, 'Host:'), as: LIVE },
  {
    rfc: 'RFC 9110, 4.2.3',
    says: 'host and scheme are read without case, with or without a port',
    sent: LIVE.replace(HOST, 'Host: LOCALHOST:3000'),
    as: LIVE,
  },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'a Host may be an IPv6 address',
    sent: LIVE.replace(HOST, 'Host: [::1]:3000'),
    as: LIVE,
  },
  {
    rfc: 'RFC 9112, 3.2.2',
    says: 'a server MUST accept the absolute form',
    sent: LINKS.replace('/v1', 'http://portico.example/v1'),
    as: LINKS,
  },
  {
    rfc: 'RFC 9112, 3.2.2',
    says: 'the host of an absolute form counts, and not Host',
    sent: LINKS.replace('/v1', 'HTTPS://Portico.example:443/v1').replace(HOST, 'Host: other.example'),
    as: LINKS,
  },
  { rfc: 'RFC 9110, 4.2.3', says: 'an empty path is /', sent: get('http://portico.example'), as: get('/') },
  {
    rfc: 'RFC 9110, 4.2.3',
    says: 'an empty path before a query is /',
    sent: get('http://portico.example?a=b'),
    as: get('/?a=b'),
  },
  {
    rfc: 'RFC 3986, 6.2.2.2',
    says: 'a percent-encoded unreserved character is the character',
    sent: LINKS.replace('/v1/links', '/%76%31/lin%6bs'),
    as: LINKS,
  },
  {
    rfc: 'RFC 3986, 6.2.2.1',
    says: 'hexadecimal digits are read without case',
    sent: get('/v1/links/a%2fb', `Authorization: ${DEMO}`),
    as: get('/v1/links/a%2Fb', `Authorization: ${DEMO}`),
  },
  {
    rfc: 'RFC 3986, 6.2.3',
    says: 'an empty query names the same resource',
    sent: LINKS.replace('/links', '/links?'),
    as: LINKS,
  },
  {
    rfc: 'RFC 9112, 5',
    says: 'names of headers are read without case, values without white space around them',
    sent: LINKS.replace('Authorization: ', 'aUTHORIZATION:\t '),
    as: LINKS,
  },
  {
    rfc: 'RFC 9112, 5.5',
    says: 'bytes beyond ASCII in a value SHOULD be taken as opaque',
    sent: LIVE.replace(HOST, `${HOST}\r\nX-Name: Zo\xeb`),
    as: LIVE,
  },
  {
    rfc: 'RFC 9110, 5.1',
    says: 'unknown headers SHOULD be ignored, however many there are',
    sent: LINKS.replace(HOST, [HOST, ...Array.from({ length: 2_200 }, () => 'a:')].join('\r\n')),
    as: LINKS,
  },
  {
    rfc: 'RFC 9112, 6.3',
    says: 'names of transfer codings are read without case',
    sent: chunked(IN_CHUNKS).replace(': chunked', ': CHUNKED'),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9112, 7.1',
    says: 'chunks MUST be read, also with leading zeros',
    sent: chunked(IN_CHUNKS.replace('18', '00018')),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9112, 7.1.1',
    says: 'unknown chunk extensions MUST be ignored',
    sent: chunked(IN_CHUNKS.replace('18', '18;a;b=c;d="e;\\"f"')),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9112, 7.1.2',
    says: 'trailers MUST NOT be taken for headers, and may be discarded',
    sent: chunked(`18\r\n${BODY}\r\n0\r\nAuthorization: Bearer absent\r\nX-Other: 1\r\n\r\n`),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9112, 9.3',
    says: 'an HTTP/1.0 client may ask to keep the connection, and its answer is the same',
    sent: message('GET /health/live HTTP/1.0', []),
    as: LIVE,
  },
  {
    rfc: 'RFC 9110, 7.8',
    says: 'a server MAY ignore Upgrade (h2c)',
    sent: posted(
      [
        `Content-Length: ${BODY.length}`,
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ],
      BODY,
    ),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9110, 10.1.1',
    says: '100-continue is read without case',
    sent: posted([`Content-Length: ${BODY.length}`, 'Expect: 100-Continue'], BODY),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9110, 5.6.1',
    says: 'an empty expectation is ignored',
    sent: WHOLE.replace(HOST, `${HOST}\r\nExpect:`),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9110, 5.6.1',
    says: 'a list may have empty members, and stand in several lines',
    sent: posted([`Content-Length: ${BODY.length}`, 'Expect: , 100-continue,', 'Expect: 100-continue'], BODY),
    as: WHOLE,
  },
  {
    rfc: 'RFC 9110, 10.1.1',
    says: 'an expectation of HTTP/1.0 MUST be ignored',
    sent: WHOLE.replace('HTTP/1.1', 'HTTP/1.0').replace(HOST, `${HOST}\r\nExpect: 100-continue`),
    as: WHOLE,
  },
];

/** Messages that are ambiguous or malformed. */
const REFUSED: readonly Refused[] = [
  {
    rfc: 'RFC 9112, 2.2',
    says: 'white space before the first header MUST be refused or skipped',
    sent: LIVE.replace(HOST, ` X: y\r\n${HOST}`),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 2.2',
    says: 'a bare LF MAY end a line, which smuggles between two readings',
    sent: LIVE.replaceAll('\r\n', '\n'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 2.2',
    says: 'a bare CR MUST be invalid',
    sent: get('/health/live', 'X: a\rb'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 2.3',
    says: 'the name of the protocol is HTTP, in capitals',
    sent: LIVE.replace('HTTP/1.1', 'http/1.1'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 15.6.6',
    says: 'another major version is 505',
    sent: LIVE.replace('HTTP/1.1', 'HTTP/2.0'),
    status: 505,
    fault: 'version-not-supported',
  },
  {
    rfc: 'RFC 9113, 3.4',
    says: 'HTTP/2 with prior knowledge is not HTTP/1.1',
    sent: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    status: 505,
    fault: 'version-not-supported',
  },
  {
    rfc: 'RFC 9110, 2.5',
    says: 'a higher minor version is read as 1.1, which the parser of Node does not support',
    sent: LIVE.replace('HTTP/1.1', 'HTTP/1.2'),
    status: 505,
    fault: 'version-not-supported',
  },
  {
    rfc: 'RFC 9112, 2.3',
    says: 'a request without a version (HTTP/0.9) is refused',
    sent: 'GET /health/live\r\n\r\n',
    status: 505,
    fault: 'version-not-supported',
  },
  {
    rfc: 'RFC 9112, 3',
    says: 'a target that is too long MUST be 414',
    sent: get(`/health/live?${'a'.repeat(8_192)}`),
    status: 414,
    fault: 'target-too-long',
  },
  {
    rfc: 'RFC 9112, 3',
    says: 'also one that does not fit where headers do',
    sent: get(`/health/live?${'a'.repeat(30_000)}`),
    status: 414,
    fault: 'target-too-long',
  },
  {
    rfc: 'RFC 9110, 9.1',
    says: 'an unknown method SHOULD be 501',
    sent: LIVE.replace('GET', 'FETCH'),
    status: 501,
    fault: 'method-unknown',
  },
  {
    rfc: 'RFC 9110, 9.1',
    says: 'methods are read with case',
    sent: LIVE.replace('GET', 'get'),
    status: 501,
    fault: 'method-unknown',
  },
  {
    rfc: 'RFC 9110, 9.1',
    says: 'also one that the parser knows',
    sent: LIVE.replace('GET', 'PROPFIND'),
    status: 501,
    fault: 'method-unknown',
  },
  {
    rfc: 'RFC 9110, 9.3.6',
    says: 'CONNECT is for proxies',
    sent: message('CONNECT localhost:80 HTTP/1.1', [HOST]),
    status: 501,
    fault: 'method-unknown',
  },
  {
    rfc: 'RFC 9110, 9.3.8',
    says: 'TRACE is optional, and would echo credentials',
    sent: LIVE.replace('GET', 'TRACE'),
    status: 405,
    fault: 'method-not-allowed',
  },
  {
    rfc: 'RFC 9110, 9.3.7',
    says: 'OPTIONS is optional, also for *',
    sent: LIVE.replace('GET /health/live', 'OPTIONS *'),
    status: 405,
    fault: 'method-not-allowed',
  },
  {
    rfc: 'RFC 9110, 9.3.7',
    says: 'an absolute form without a path is * for OPTIONS',
    sent: LIVE.replace('GET /health/live', 'OPTIONS http://portico.example'),
    status: 405,
    fault: 'method-not-allowed',
  },
  { rfc: 'RFC 9112, 3.2.4', says: '* is for OPTIONS only', sent: get('*'), status: 400, fault: 'unreadable-request' },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'no Host MUST be 400',
    sent: LIVE.replace(`${HOST}\r\n`, ''),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'two Hosts MUST be 400, also equal ones',
    sent: LIVE.replace(HOST, `${HOST}\r\n${HOST}`),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'an invalid Host MUST be 400',
    sent: LIVE.replace(HOST, 'Host: user@localhost'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 3.2',
    says: 'also together with an absolute form',
    sent: LIVE.replace(HOST, 'Host: a b').replace('/health', 'http://localhost/health'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 4.2.4',
    says: 'user information SHOULD be an error',
    sent: get('http://user:secret@localhost/health/live'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 4.2.1',
    says: 'an empty host MUST be refused',
    sent: get('http:///health/live'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 4.2',
    says: 'other schemes are refused',
    sent: get('ftp://localhost/health/live'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 7.1',
    says: 'a target has no fragment',
    sent: get('/health/live#x'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 2',
    says: 'a URI is ASCII',
    sent: get('/health/live?\xc3\xab'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 2.1',
    says: 'a percent sign has two digits after it',
    sent: get('/v1/links/%zz', `Authorization: ${DEMO}`),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 2.5',
    says: 'what is percent-encoded is UTF-8',
    sent: get('/v1/links/%ff', `Authorization: ${DEMO}`),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 6.2.2.3',
    says: 'dot segments are resolved by the client',
    sent: get('/v1/../health/live'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 6.2.2.3',
    says: 'also encoded ones',
    sent: get('/health/%2E%2e/live'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 3986, 3.3',
    says: 'an empty segment is another path',
    sent: get('//health//live'),
    status: 404,
    fault: 'not-found',
  },
  {
    rfc: 'RFC 3986, 3.3',
    says: 'a slash at the end is another path',
    sent: get('/health/live/'),
    status: 404,
    fault: 'not-found',
  },
  {
    rfc: 'RFC 3986, 6.2.2.1',
    says: 'paths are read with case',
    sent: get('/Health/live'),
    status: 404,
    fault: 'not-found',
  },
  {
    rfc: 'RFC 3986, 2.2',
    says: 'an encoded slash divides no segments',
    sent: get('/health%2flive'),
    status: 404,
    fault: 'not-found',
  },
  {
    rfc: 'RFC 9112, 5.1',
    says: 'white space before the colon MUST be 400',
    sent: LIVE.replace('Host:', 'Host :'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 5.2',
    says: 'a folded header MUST be 400, or unfolded',
    sent: get('/health/live', 'X: a\r\n b'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 5.5',
    says: 'NUL in a value MUST be refused or replaced',
    sent: get('/health/live', 'X: a\0b'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 6585, 5',
    says: 'headers that are too large are 431',
    sent: get('/health/live', `X: ${'a'.repeat(20_000)}`),
    status: 431,
    fault: 'headers-too-large',
  },
  {
    rfc: 'RFC 9112, 6.1',
    says: 'Transfer-Encoding together with Content-Length ought to be an error',
    sent: chunked(IN_CHUNKS, 'Content-Length: 24'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 6.1',
    says: 'an unknown transfer coding SHOULD be 501',
    sent: chunked(IN_CHUNKS).replace(': chunked', ': gzip, chunked'),
    status: 501,
    fault: 'transfer-coding-unknown',
  },
  {
    rfc: 'RFC 9112, 6.3',
    says: 'chunked MUST be the last coding',
    sent: chunked(IN_CHUNKS).replace(': chunked', ': gzip'),
    status: 501,
    fault: 'transfer-coding-unknown',
  },
  {
    rfc: 'RFC 9112, 6.1',
    says: 'chunked MUST NOT be applied twice',
    sent: chunked(IN_CHUNKS, 'Transfer-Encoding: chunked'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 6.1',
    says: 'Transfer-Encoding in HTTP/1.0 MUST be taken for faulty',
    sent: chunked(IN_CHUNKS).replace('HTTP/1.1', 'HTTP/1.0'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 6.3',
    says: 'two lengths MUST be refused, or be equal',
    sent: posted(['Content-Length: 24', 'Content-Length: 24'], BODY),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 6.3',
    says: 'a list of lengths too',
    sent: posted(['Content-Length: 24, 24'], BODY),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9110, 8.6',
    says: 'a length is digits',
    sent: posted(['Content-Length: +24'], BODY),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 7.1',
    says: 'a malformed chunk is refused',
    sent: chunked('zz\r\n'),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 7.1',
    says: 'a chunk is as long as it says',
    sent: chunked(`5\r\n${BODY}\r\n0\r\n\r\n`),
    status: 400,
    fault: 'unreadable-request',
  },
  {
    rfc: 'RFC 9112, 7.1.1',
    says: 'extensions of chunks ought to be limited',
    sent: chunked(IN_CHUNKS.replace('18', `18;${'a'.repeat(20_000)}`)),
    status: 413,
    fault: 'too-large',
  },
  {
    rfc: 'RFC 9110, 10.1.1',
    says: 'another expectation MAY be 417',
    sent: posted([`Content-Length: ${BODY.length}`, 'Expect: foo'], BODY),
    status: 417,
    fault: 'expectation-failed',
  },
  {
    rfc: 'RFC 9110, 15.5.14',
    says: 'a body that is too large is 413, before it is sent',
    sent: posted(['Content-Length: 65537', 'Expect: 100-continue'], ''),
    status: 413,
    fault: 'too-large',
  },
  {
    rfc: 'RFC 8446, 5.1',
    says: 'TLS is not supported on this port',
    sent: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    status: 400,
    fault: 'unreadable-request',
  },
];

describe('HTTP messages, by RFC 9112 and RFC 3986', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const ask = (bytes: string): Promise<RawAnswer> => rawAnswer(gateway.url, bytes);
  const comparable = ({ status, body }: RawAnswer): object => ({
    status,
    body: body.replace(/"request_id":"[^"]*"/, ''),
  });

  /** First, since of many refusals in a second only a count is logged. */
  it('every refused message has a log line, also those that the parser of Node refuses', async () => {
    for (const status of [400, 414, 417, 431, 501, 505]) {
      const { headers } = await ask(REFUSED.find((one) => one.status === status)!.sent);
      const line =
        gateway
          .logged()
          .split('\n')
          .find((one) => one.includes(headers['x-request-id']!)) ?? '{}';
      expect(JSON.parse(line)).toMatchObject({ level: 30, msg: 'request', status });
    }
  });

  it.each(ALIKE)('$rfc: $says – read as the same request', async ({ sent, as }) => {
    const plain = await ask(as);
    expect(plain.status).toBeGreaterThan(0);
    expect(comparable(await ask(sent))).toEqual(comparable(plain));
  });

  const refused = async ({ sent, status, fault }: Refused): Promise<void> => {
    const answer = await ask(sent);
    expect([answer.status, answer.headers['content-type'], answer.headers['content-length']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
      String(Buffer.byteLength(answer.body)),
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({
      type: `/errors#${fault}`,
      status,
      request_id: answer.headers['x-request-id'],
    });
    expect(Date.parse(answer.headers.date!)).not.toBeNaN();
  };
  const inEnvelope = async ({ sent, status }: Refused): Promise<void> => {
    const answer = await ask(sent.replace(GRANTS, '/v3/requestconsen%74'));
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/json']);
    expect(JSON.parse(answer.body)).toEqual({
      ver: '1.21.0',
      timestamp: expect.any(String),
      errorCode: expect.any(String),
      errorMsg: expect.any(String),
      status: expect.stringMatching(/^FP\d{4}$/),
    });
  };
  /** Several have to wait: a client whose body is not read is listened to for a second more. */
  describe('that break a rule', () => {
    const ofPath = REFUSED.filter(({ sent }) => sent.includes(GRANTS) && !sent.startsWith('CONNECT'));
    testsAtOnce([
      ...REFUSED.map((rule): NamedTest => [`${rule.rfc}: ${rule.says} – refused, ${rule.status}`, () => refused(rule)]),
      ...ofPath.map((rule): NamedTest => [
        `${rule.rfc}: ${rule.says} – in the envelope of the path`,
        () => inEnvelope(rule),
      ]),
    ]);
  });

  const kept = (sent: string): string => sent.replace('Connection: close\r\n', '');
  it.each([
    ['in the same packet', kept(LINKS), [200, 400]],
    ['behind a body', kept(WHOLE), [404, 400]],
    ['behind a request that ends its connection', WHOLE, [404]],
  ])(
    'RFC 9112, 9.3.2: a complete request is answered before the unreadable one that follows it, %s',
    async (_where, before, statuses) => {
      for (const rest of ['BAD\r\n\r\n', '{"a":1}\r\n\r\n', 'GET /a b HTTP/1.1\r\n\r\n']) {
        const client = new RawClient(gateway.url).send(before + rest);
        await client.closed;
        expect(client.statuses).toEqual(statuses);
      }
    },
  );

  describe('RFC 9110, 10.1.1: a client that waits for 100 Continue', () => {
    const operations = Object.entries(
      (
        JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
          paths: Record<string, Record<string, { security: object[] }>>;
        }
      ).paths,
    ).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { security }]) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, 'x'),
        security,
      })),
    );
    const credentials = [
      `Authorization: ${DEMO}`,
      ...Object.entries(DEMO_HEADERS).map(([name, value]) => `${name}: ${value}`),
    ];
    const typeOf = (path: string): string =>
      `Content-Type: ${path.startsWith('/l/') ? 'application/x-www-form-urlencoded' : 'application/json'}`;
    /**
     * The statuses for a client that sends its body only after 100 Continue, and for the same request without `Expect`.
     */
    const answered = async (
      method: string,
      path: string,
      lines: readonly string[],
    ): Promise<[waiting: number[], other: number[]]> => {
      const head =
        `${method} ${path} ` +
        `HTTP/1.1\r\n${[HOST, 'Connection: close', 'Content-Length: 2', ...lines].join('\r\n')}\r\n`;
      const waiting = new RawClient(gateway.url).send(`${head}Expect: 100-continue\r\n\r\n`);
      await eventually(
        async () => waiting.statuses,
        ({ length }) => length > 0,
      );
      if (waiting.statuses[0] === 100) waiting.send('{}');
      const other = new RawClient(gateway.url).send(`${head}\r\n{}`);
      await Promise.all([waiting.closed, other.closed]);
      return [waiting.statuses, other.statuses];
    };
    const differences = async (
      linesOf: (one: (typeof operations)[number]) => readonly string[] | null,
      expected: (final: number) => number[],
      as: (one: (typeof operations)[number]) => { method: string; path: string } = (one) => one,
    ): Promise<object[]> => {
      const found = await Promise.all(
        operations.map(async (one) => {
          const [lines, { method, path }] = [linesOf(one), as(one)];
          if (lines === null) return [];
          const [waiting, other] = await answered(method, path, lines);
          const right = expected(other[0]!);
          return JSON.stringify(waiting) === JSON.stringify(right) ? [] : [{ method, path, waiting, other }];
        }),
      );
      return found.flat();
    };

    const isAsked = async (): Promise<void> => {
      // The first checkpoint may be signed between the two requests.
      expect(
        await differences(
          ({ path }) => (path === '/v1/audit/checkpoint' ? null : [...credentials, typeOf(path)]),
          (final) => [100, final],
        ),
      ).toEqual([]);
    };
    const isTold401 = async (presented: readonly string[]): Promise<void> => {
      expect(
        await differences(
          ({ path, security }) => (security.length > 0 ? [...presented, typeOf(path)] : null),
          (final) => (final === 401 ? [401] : []),
        ),
      ).toEqual([]);
    };
    const isTold = async (
      status: number,
      linesOf: (one: (typeof operations)[number]) => readonly string[] | null,
      as: Partial<(typeof operations)[number]> = {},
    ): Promise<void> => {
      expect(
        await differences(
          linesOf,
          (final) => (final === status ? [status] : []),
          (one) => ({ ...one, ...as }),
        ),
      ).toEqual([]);
    };
    const text = (): string[] => ['Content-Type: text/plain'];
    const malformed = [
      'Authorization: Bearer x',
      'client_id: a b',
      'client_secret: x',
      'organisationId: x',
      'appIdentifier: x',
    ];
    testsAtOnce([
      ['gets 100 Continue where the answer depends on the body or on the database', isAsked],
      ['is told 401 at once with no credentials', () => isTold401([])],
      ['is told 401 at once with malformed credentials', () => isTold401(malformed)],
      ['is told 415 of the media type at once', () => isTold(415, ({ method }) => (method === 'POST' ? text() : null))],
      [
        'is told 415 of the coding at once',
        () => isTold(415, ({ method, path }) => (method === 'POST' ? [typeOf(path), 'Content-Encoding: gzip'] : null)),
      ],
      ['is told 405 at once', () => isTold(405, text, { method: 'DELETE' })],
      ['is told 404 at once', () => isTold(404, text, { path: '/nowhere' })],
    ]);

    it('gets 404 or 405 for its path or method before 417 for its expectation', async () => {
      const statusOf = async (line: string, ...lines: string[]): Promise<number> =>
        (await ask(message(`${line} HTTP/1.1`, [HOST, 'Expect: foo', ...lines]))).status;
      expect([
        await statusOf('GET /nowhere'),
        await statusOf('DELETE /v1/links'),
        await statusOf('GET /v1/links'),
        await statusOf('POST /nowhere', 'Content-Length: 65537'),
      ]).toEqual([404, 405, 417, 404]);
    });
  });

  it('RFC 9110, 15.2: an HTTP/1.0 client gets no interim response', async () => {
    const client = new RawClient(gateway.url).send(
      WHOLE.replace('HTTP/1.1', 'HTTP/1.0').replace(HOST, 'Expect: 100-continue'),
    );
    await client.closed;
    expect(client.statuses).toEqual([404]);
  });

  it.each(['?a b HTTP/1.1', '?\u00e9 HTTP/1.1', ' HTTP/1.10', ' http/1.1', `?${'a'.repeat(20_000)} HTTP/1.1`])(
    'a request line that breaks a rule is answered in the error envelope of its path: %s',
    async (end) => {
      const answer = await ask(`POST /v3/requestconsent${end}\r\n${HOST}\r\nConnection: close\r\n\r\n`);
      expect([answer.status >= 400, answer.status < 506, answer.headers['content-type']]).toEqual([
        true,
        true,
        'application/json',
      ]);
    },
  );

  it('user information, host and link token of a target are not repeated in the response', async () => {
    const told = await ask(get('http://user:secret@localhost/health/live?x=y'));
    expect(JSON.parse(told.body)).toMatchObject({ instance: '/health/live' });
    expect((await ask(get('http://user:secret@localhost/l/token'))).body).not.toMatch(/secret|token/);
  });

  it('RFC 9112, 9.6: a response reaches a client that is still sending', async () => {
    const answer = await ask(`${get('/health/live').replace(HOST, 'Host :')}${'x'.repeat(3_000_000)}`);
    expect([answer.status, answer.body.length]).toEqual([400, Number(answer.headers['content-length'])]);
    const large = await ask(posted(['Content-Length: 3000000'], 'x'.repeat(3_000_000)));
    expect([large.status, large.body.length]).toEqual([413, Number(large.headers['content-length'])]);
  });

  it('control: the requests that the refused ones are derived from are accepted', async () => {
    expect((await ask(LIVE)).status).toBe(200);
    expect((await ask(WHOLE)).status).toBe(404);
  });
});
