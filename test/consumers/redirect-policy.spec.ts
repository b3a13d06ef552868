import fc from 'fast-check';
import { judgeRedirect } from '../../src/consumers/redirect-policy';
import { Fault } from '../../src/errors';
import { caught } from '../support/caught';

const ORIGINS = ['https://app.example.com', 'https://pay.example.com:8443'];
const LOOPBACK = ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'];
const ON_LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\//;
const CONSUMER = { clientId: 'demo-consumer', redirectOrigins: ORIGINS };

const judge = (text: string, allowsLoopback = true): string =>
  judgeRedirect(text, CONSUMER, allowsLoopback, 'redirect_url');

/** The code of the refusal; fails when the redirect is allowed. */
function refusalOf(text: string, allowsLoopback = true): string {
  const fault = caught(() => judge(text, allowsLoopback));
  expect(fault).toMatchObject({
    kind: { status: 400 },
    errors: [{ pointer: '/redirect_url', code: expect.any(String), detail: expect.any(String) }],
  });
  return (fault as Fault).errors[0]!.code;
}

describe('a name that is twice in the query', () => {
  it.each(['?a=1&a=2', '?a&a=', '?a=1&b=2&%61=3', '?a+b=1&a%20b=1'])('is refused, however it is spelt: %s', (query) => {
    expect(refusalOf(`https://app.example.com/back${query}`)).toBe('name_repeated');
    expect(refusalOf(`http://localhost:8080/back${query}`)).toBe('name_repeated');
  });

  it('is not one whose case differs, or that stands in the fragment', () => {
    expect(judge('https://app.example.com/?a=1&A=1#a=1&a=1')).toBe('https://app.example.com/?a=1&A=1#a=1&a=1');
  });
});

describe('a redirect is allowed', () => {
  it.each([
    ['unchanged', 'https://app.example.com/kyb/return?state=abc123', 'https://app.example.com/kyb/return?state=abc123'],
    ['with a fragment', 'https://app.example.com/#/kyb', 'https://app.example.com/#/kyb'],
    ['without a path, which the href adds', 'https://app.example.com', 'https://app.example.com/'],
    ['with the host in upper case', 'HTTPS://APP.Example.COM/Path', 'https://app.example.com/Path'],
    ['with the default port of https', 'https://app.example.com:443/x', 'https://app.example.com/x'],
    ['with a registered port', 'https://pay.example.com:8443/x', 'https://pay.example.com:8443/x'],
    ['with dot segments, resolved', 'https://app.example.com/a/../b/./c', 'https://app.example.com/b/c'],
    [
      'with an encoded backslash, which stays in the path',
      'https://app.example.com/%5C@evil.com',
      'https://app.example.com/%5C@evil.com',
    ],
    ['on localhost, at a port that is not registered', 'http://localhost:8080/return', 'http://localhost:8080/return'],
    ['on 127.0.0.1', 'http://127.0.0.1:5173/return', 'http://127.0.0.1:5173/return'],
    ['on [::1]', 'http://[::1]:9/return', 'http://[::1]:9/return'],
    ['on loopback at the default port', 'http://localhost/return', 'http://localhost/return'],
    [
      'at the maximum length',
      `https://app.example.com/${'a'.repeat(2024)}`,
      `https://app.example.com/${'a'.repeat(2024)}`,
    ],
  ])('%s', (_how, text, href) => {
    expect(judge(text)).toBe(href);
  });
});

describe('a redirect is refused', () => {
  it.each([
    ['another host', 'https://evil.com/'],
    ['plain http where https is registered', 'http://app.example.com/'],
    ['https on loopback', 'https://localhost:4000/'],
    ['another port', 'https://app.example.com:8443/'],
    ['port 80', 'https://app.example.com:80/'],
    ['a registered host at another port', 'https://pay.example.com/'],
    ['a name below localhost', 'http://app.localhost:4000/'],
    ['another address of loopback', 'http://127.0.0.2:4000/'],
    ['IPv6 on https', 'https://[::1]/'],
    ['a subdomain', 'https://x.app.example.com/'],
    ['the parent', 'https://example.com/'],
    ['the registered host as a prefix', 'https://app.example.com.evil.com/'],
    ['the registered host as a suffix', 'https://evilapp.example.com/'],
    ['a trailing dot', 'https://app.example.com./'],
    ['two trailing dots', 'https://app.example.com../'],
    ['an empty host', 'https:///app.example.com/'],
    ['no host', 'https://'],
  ])('%s', (_what, text) => {
    expect(['not_a_url', 'not_https', 'origin_not_registered']).toContain(refusalOf(text));
  });

  it.each([
    ['a backslash that a browser reads as a slash', 'https://evil.com\\@app.example.com/'],
    ['a backslash before the host', 'https:\\\\app.example.com/'],
    ['a backslash in the path', 'https://app.example.com\\evil'],
    ['user info', 'https://app.example.com@evil.com/'],
    ['user info on the registered host', 'https://user:secret@app.example.com/'],
    ['an empty user', 'https://@app.example.com/'],
    ['an encoded @', 'https://app.example.com%40evil.com/'],
    ['full-width dots', 'https://app\uff0eexample\uff0ecom/'],
    ['ideographic dots', 'https://app\u3002example\u3002com/'],
    ['full-width letters', 'https://\uff41pp.example.com/'],
    ['a soft hyphen', 'https://app.ex\u00adample.com/'],
    ['a full-width slash', 'https://app.example.com\uff0f.evil.com/'],
    ['a Cyrillic lookalike', 'https://\u0430pp.example.com/'],
    ['CR LF', 'https://app.example.com/\r\nLocation: https://evil.com'],
    ['LF inside the host', 'https://app.exa\nmple.com/'],
    ['TAB inside the scheme', 'ht\ttps://app.example.com/'],
    ['TAB inside the path', 'https://app.example.com/a\tb'],
    ['NUL', 'https://app.example.com/\0'],
    ['DEL', 'https://app.example.com/\u007f'],
    ['a leading blank', ' https://app.example.com/'],
    ['a trailing blank', 'https://app.example.com/ '],
    ['no slashes', 'https:evil.com'],
    ['no slashes, registered host', 'https:app.example.com'],
    ['one slash', 'https:/app.example.com/'],
    ['three slashes', 'https:///app.example.com'],
    ['no scheme', '//app.example.com/'],
    ['a path', '/kyb/return'],
    ['a bare host', 'app.example.com'],
    ['an encoded host', 'https://%61pp.example.com/'],
    ['an encoded dot', 'https://app%2eexample.com/'],
    ['another address in brackets', 'https://[::2]/'],
    ['loopback in another spelling', 'http://[0:0:0:0:0:0:0:1]:4000/'],
    ['an empty text', ''],
    ['javascript:', 'javascript:alert(1)'],
    ['javascript: with a registered host', 'javascript://app.example.com/%0aalert(1)'],
    ['data:', 'data:text/html,<script>alert(1)</script>'],
    ['blob:', 'blob:https://app.example.com/0b9f2c5e'],
    ['file:', 'file://app.example.com/etc/passwd'],
    ['ftp:', 'ftp://app.example.com/'],
    ['wss:', 'wss://app.example.com/'],
    ['a view of the source', 'view-source:https://app.example.com/'],
  ])('%s: it needs interpretation', (_what, text) => {
    expect(refusalOf(text)).toBe('not_a_url');
  });

  it.each([
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '017700000001',
    '0.0.0.0',
    '169.254.169.254',
  ])('an address in any spelling: %s', (host) => {
    expect(['not_https', 'origin_not_registered']).toContain(refusalOf(`http://${host}:4000/`));
    expect(refusalOf(`https://${host}/`)).toBe('origin_not_registered');
  });

  it.each(['xn--pp-7kc.example.com', 'xn--80ak6aa92e.com', 'app.xn--example-9fd.com'])(
    'a punycode host that looks like a registered one: %s',
    (host) => {
      expect(refusalOf(`https://${host}/`)).toBe('origin_not_registered');
    },
  );

  it.each(LOOPBACK)('plain http on loopback, where only https is allowed: %s', (origin) => {
    expect(refusalOf(`${origin}/return`, false)).toBe('not_https');
  });

  it('more than 2048 characters', () => {
    expect(refusalOf(`https://app.example.com/${'a'.repeat(2025)}`)).toBe('too_long');
  });

  it('everything, when no origin is registered', () => {
    const nothing = { clientId: 'new-one', redirectOrigins: [] };
    expect(() => judgeRedirect('https://app.example.com/', nothing, true, 'redirect_url')).toThrow(
      'redirect_url: must have one of the origins registered for new-one (none so far); the operator adds one with ' +
        'npx portico consumers update new-one --reason <text> --add-redirect-origin https://app.example.com',
    );
  });

  it('with the registered origins and the command that adds one; an origin that none can have is not suggested', () => {
    const { detail } = caught(() => judge('https://intranet/')) as Fault;
    expect(detail).toContain(`registered for demo-consumer (${ORIGINS.join(', ')})`);
    expect(detail).toMatch(/ consumers update demo-consumer --reason <text> --add-redirect-origin <origin>$/);
    const many = Array.from({ length: 12 }, (_, index) => `https://app${index}.example.com`);
    const long = caught(() =>
      judgeRedirect('https://evil.com/', { clientId: 'many', redirectOrigins: many }, true, 'redirect_url'),
    ) as Fault;
    expect(long.detail).toContain('https://app9.example.com and 2 more)');
  });
});

describe('an allowed redirect', () => {
  const pieces = fc.constantFrom(
    'https:',
    'http:',
    '//',
    '/',
    '\\',
    '@',
    ':',
    '443',
    '4000',
    'app.example.com',
    'localhost',
    'evil.com',
    '.',
    '%2e',
    '#',
    '?',
    '\t',
    '\u3002',
    'javascript:',
    ' ',
    '[::1]',
    '2130706433',
    'a',
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 6 }).map((parts) => `https://app.example.com${parts.join('')}`),
    fc.tuple(fc.constantFrom(...ORIGINS, ...LOOPBACK), fc.webPath()).map((parts) => parts.join('')),
    fc.webUrl(),
    fc.string({ unit: 'binary' }),
  );

  it('leads to a registered origin or to loopback, as given and as normalised, and is allowed again unchanged', () => {
    let allowed = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const fault = caught(() => judge(text));
        expect(fault === undefined || fault instanceof Fault).toBe(true);
        if (fault) return;
        const href = judge(text);
        allowed += 1;
        expect(ORIGINS.includes(new URL(href).origin) || ON_LOOPBACK.test(href)).toBe(true);
        expect(new URL(text).href).toBe(href);
        expect(judge(href)).toBe(href);
      }),
      { numRuns: 2000 },
    );
    expect(allowed).toBeGreaterThan(100);
  });
});
