import { startSandbox, type RunningSandbox } from '../support/sandbox';
import { Partner, Visitor } from '../support/visitor';

const cookieOf = (headers: Headers): string => headers.getSetCookie()[0] ?? '';

describe('an onboarding link, opened', () => {
  let sandbox: RunningSandbox;
  let partner: Partner;
  beforeAll(async () => {
    sandbox = await startSandbox();
    partner = new Partner(sandbox);
  });
  afterAll(() => sandbox.close());

  const visitor = (): Visitor => new Visitor(sandbox.url);
  const newLink = async (): Promise<string> => partner.link(await partner.customer());

  it('is exchanged for a session, and the token is removed from the address', async () => {
    const { status, location, headers } = await visitor().get(await newLink());
    expect([status, location]).toEqual([303, '/onboarding/form']);
    expect(cookieOf(headers)).toMatch(
      /^onboarding_session=[\w-]{32}; Max-Age=86400; Path=\/onboarding; HttpOnly; SameSite=Lax$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('marks the cookie Secure unless the pages are plain HTTP on loopback', async () => {
    const behindTls = await startSandbox({ SANDBOX_PUBLIC_URL: 'https://onboarding.example' });
    try {
      const onTls = new Partner(behindTls);
      const link = new URL(await onTls.link(await onTls.customer()));
      const { headers } = await new Visitor(behindTls.url).get(link.pathname + link.search);
      expect(cookieOf(headers)).toContain('; Secure');
    } finally {
      await behindTls.close();
    }
  });

  it('opens once', async () => {
    const link = await newLink();
    await visitor().get(link);
    const again = await visitor().get(link);
    expect(again.status).toBe(410);
    expect(again.html).toContain('already used');
    expect(again.html).toContain('ask for a new link');
    expect(cookieOf(again.headers)).toBe('');
  });

  it("expires after thirty minutes of the vendor's clock, and shows that", async () => {
    const link = await newLink();
    await sandbox.control('/_sandbox/clock/advance', { seconds: 1801 });
    const late = await visitor().get(link);
    expect(late.status).toBe(410);
    expect(late.html).toContain('has expired');
    expect(late.html).not.toContain('already used');
  });

  it.each([
    '',
    '?grant_token=',
    '?other=x',
    '?grant_token=og_unknown',
    '?grant_token=a&grant_token=b',
    '?grant_token[]=x',
    '?grant_token=%00',
    '?grant_token=%FF%FE',
  ])('answers 404 to a malformed token: %s', async (query) => {
    const { status, html } = await visitor().get(`/onboarding/start${query}`);
    expect(status).toBe(404);
    expect(html).toContain('This link is not valid');
  });

  it('answers 404 to a token of any length', async () => {
    expect((await visitor().get(`/onboarding/start?grant_token=${'x'.repeat(4000)}`)).status).toBe(404);
  });

  it.each([
    ['Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['X-Moz', 'prefetch'],
    ['X-Purpose', 'preview'],
  ])('is not used up by a prefetch, nor by a link preview (%s: %s)', async (name, word) => {
    const link = await newLink();
    const ahead = await visitor().get(link, { [name]: word });
    expect([ahead.status, cookieOf(ahead.headers)]).toEqual([200, '']);
    expect((await visitor().get(link)).status).toBe(303);
  });

  it('is not used up by HEAD', async () => {
    const link = await newLink();
    const head = await visitor().get(link, {}, 'HEAD');
    expect([head.status, head.html, cookieOf(head.headers)]).toEqual([200, '', '']);
    expect((await visitor().get(link)).status).toBe(303);
  });

  it('is not used up while the form is closed, and shows the state', async () => {
    const customer = await partner.customer();
    const link = await partner.link(customer);
    await sandbox.control(`/_sandbox/1money/customers/${customer}/status`, { status: 'UNDER_REVIEW' });
    const closed = await visitor().get(link);
    expect([closed.status, cookieOf(closed.headers)]).toEqual([200, '']);
    expect(closed.html).toContain('being reviewed');
    await sandbox.control(`/_sandbox/1money/customers/${customer}/status`, { status: 'PENDING_RESPONSE' });
    expect((await visitor().get(link)).status).toBe(303);
  });

  it('its token is not logged', async () => {
    const link = await newLink();
    await visitor().get(link);
    expect(sandbox.logged()).toContain('/onboarding/start');
    expect(sandbox.logged()).not.toContain('og_');
  });

  it('has pages that say sandbox, load nothing from other hosts and run no script', async () => {
    const { headers, html } = await visitor().get('/onboarding/start');
    expect(html).toContain('SANDBOX: test data only');
    expect(html).toContain('<html lang="en-US">');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await visitor().get('/onboarding/assets/sandbox.css')).headers.get('content-type')).toBe(
      'text/css; charset=utf-8',
    );
    expect((await visitor().get('/')).html).toContain('SANDBOX: test data only');
    expect((await visitor().get('/demo/return?status=%3Cscript%3E')).html).toContain('&lt;script&gt;');
    expect((await visitor().get('/onboarding/elsewhere')).status).toBe(404);
  });
});
