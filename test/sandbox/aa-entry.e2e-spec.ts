import { randomUUID } from 'node:crypto';
import { AaCustomer, type Asked, asked, freshLink } from '../support/aa-customer';
import { listed, move, newMobile, sandboxWorld } from '../support/finpro-api';
import { dateOf, linkWith, returned } from '../../src/conformance/vendors/redirection-cipher';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import type { VisitedPage } from '../support/visitor';

const BACK = 'https://app.example.com/cb?state=abc';
const cookieOf = ({ headers }: VisitedPage): string => headers.getSetCookie()[0] ?? '';
const returnUrl = ({ html }: VisitedPage): string | null =>
  /<a class="button" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? null;

describe('a link to the Account Aggregator, opened', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const customer = (): AaCustomer => new AaCustomer(sandbox.url);
  const newLink = async (): Promise<string> => (await asked(sandbox)).link;

  it('is exchanged for a session, and its parameters are removed from the address', async () => {
    const page = await customer().get(await newLink());
    expect([page.status, page.location]).toEqual([303, '/aa/sign-in']);
    expect(cookieOf(page)).toMatch(/^aa_session=[\w-]{32}; Max-Age=86400; Path=\/aa; HttpOnly; SameSite=Lax$/);
    expect([page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ]);
  });

  it('marks the cookie Secure unless the pages are plain HTTP on loopback', async () => {
    const behindTls = await startSandbox({ SANDBOX_PUBLIC_URL: 'https://aa.example' });
    try {
      const { link } = await asked(behindTls);
      expect(link).toMatch(/^https:\/\/aa\.example\/aa\/v2\/\?ecreq=/);
      const { pathname, search } = new URL(link);
      expect(cookieOf(await new AaCustomer(behindTls.url).get(pathname + search))).toContain('; Secure');
    } finally {
      await behindTls.close();
    }
  });

  it('opens again in the browser that opened it, at any step of the visit', async () => {
    const link = await newLink();
    const opener = customer();
    await opener.signIn(link);
    const again = await opener.get(link);
    expect([again.status, again.location, cookieOf(again)]).toEqual([303, '/aa/sign-in', '']);
    expect((await opener.follow(again)).html).toContain('Choose what to share');
  });

  it('shows any other browser that it was used, with a return link but without a redirect', async () => {
    const link = await newLink();
    await customer().get(link);
    const other = customer();
    await other.get(await newLink());
    for (const late of [await customer().get(link), await other.get(link)]) {
      expect([late.status, late.location, cookieOf(late)]).toEqual([410, null, '']);
      expect(late.html).toContain('already used');
      expect(await returned(returnUrl(late))).toMatchObject({
        to: BACK,
        aa: 'onemoney-aa',
        answer: { status: 'F', errorcode: '3', redirect: BACK },
      });
    }
  });

  describe('refused with a page without a return link (400)', () => {
    const good = async (): Promise<URLSearchParams> => new URL(await newLink()).searchParams;
    const altered = async (change: Record<string, string | null>): Promise<string> => {
      const query = await good();
      for (const [name, value] of Object.entries(change)) {
        query.delete(name);
        if (value !== null) query.set(name, value);
      }
      return `/aa/v2/?${query}`;
    };
    const text = (rest: object): string =>
      new URLSearchParams({
        txnid: randomUUID(),
        sessionid: 'S1',
        userid: '7770000000@onemoney',
        redirect: BACK,
        srcref: randomUUID(),
        ...rest,
      }).toString();

    it.each<[string, () => Promise<string>]>([
      ['no parameters', async () => '/aa/v2/'],
      ['no ecreq', () => altered({ ecreq: null })],
      ['no date', () => altered({ reqdate: null })],
      ['no fi', () => altered({ fi: null })],
      ['an ecreq that is cut short', async () => altered({ ecreq: (await good()).get('ecreq')!.slice(0, 40) })],
      ['another date', () => altered({ reqdate: '010120250000000' })],
      ['an impossible date', () => altered({ reqdate: '990120260000000' })],
      ['another fi', () => altered({ fi: 'AAAAAAAAAAAAAAA=' })],
      ['an fi that is not base64', () => altered({ fi: '<script>' })],
      ['a parameter given twice', async () => `${await newLink()}&fi=x`],
      ['an unknown FIU', async () => linkWith(text({}), { entity: 'other-fiu' })],
      ['another secret', async () => linkWith(text({}), { secret: 'sandbox-shared-secret-0002' })],
      ['no transaction', async () => linkWith(text({ txnid: '' }))],
      ['a transaction that is no UUID', async () => linkWith(text({ txnid: 'T1234' }))],
      ['no return address', async () => linkWith(text({ redirect: '' }))],
      ['a return address that is a script', async () => linkWith(text({ redirect: 'javascript:alert(1)' }))],
      ['a NUL character', async () => linkWith(text({ sessionid: 'a\0b' }))],
    ])('%s', async (_what, link) => {
      const page = await customer().get(await link());
      expect([page.status, page.location, returnUrl(page), cookieOf(page)]).toEqual([400, null, null, '']);
      expect(page.html).toContain('This link is not valid');
    });
  });

  describe('expiry', () => {
    afterEach(async () => {
      await sandbox.control('/_sandbox/clock/advance', {
        seconds: (Date.now() - Date.parse((await sandbox.control<{ now: string }>('/_sandbox/clock')).now)) / 1000,
      });
    });

    const after = (seconds: number): Promise<unknown> => sandbox.control('/_sandbox/clock/advance', { seconds });

    it("is valid for 15 minutes of the vendor's clock", async () => {
      const [early, late] = [await newLink(), await newLink()];
      await after(890);
      expect((await customer().get(early)).status).toBe(303);
      await after(20);
      const page = await customer().get(late);
      expect([page.status, page.location, cookieOf(page)]).toEqual([410, null, '']);
      expect(page.html).toContain('has expired');
      expect(page.html).not.toContain('already used');
      expect((await returned(returnUrl(page))).answer).toMatchObject({ status: 'F', errorcode: '3' });
    });

    it('can be expired by a control call, and a new link to the same consent opens', async () => {
      const { handle, link } = await asked(sandbox);
      const { links } = await sandbox.control<{ links: { txnid: string }[] }>(
        `/_sandbox/finpro/consents/${handle}/links`,
      );
      await sandbox.control(`/_sandbox/finpro/links/${links[0]!.txnid}/expire`, undefined, 'POST');
      expect((await customer().get(link)).status).toBe(410);
      expect((await customer().get(await freshLink(sandbox, handle))).status).toBe(303);
      await expect(sandbox.control(`/_sandbox/finpro/links/${randomUUID()}/expire`, undefined, 'POST')).rejects.toThrow(
        '404',
      );
      await expect(sandbox.control('/_sandbox/finpro/links/x/expire', undefined, 'POST')).rejects.toThrow('404');
    });

    it('is not opened before its date, apart from a minute of clock skew', async () => {
      const [soon, later] = [await newLink(), await newLink()];
      await after(-55);
      expect((await customer().get(soon)).status).toBe(303);
      await after(-90);
      const page = await customer().get(later);
      expect([page.status, page.location]).toEqual([410, null]);
      expect(page.html).toContain('not valid yet');
      expect((await returned(returnUrl(page))).answer).toMatchObject({ status: 'F', errorcode: '3' });
    });

    it('is valid for 180 seconds, and 60 of clock skew, in strict mode', async () => {
      const strict = await startSandbox({ STRICT_SAHAMATI: 'true' });
      try {
        const [{ link: early }, { link: late }] = [await asked(strict), await asked(strict)];
        await strict.control('/_sandbox/clock/advance', { seconds: 235 });
        expect((await new AaCustomer(strict.url).get(early)).status).toBe(303);
        await strict.control('/_sandbox/clock/advance', { seconds: 10 });
        expect((await new AaCustomer(strict.url).get(late)).status).toBe(410);
      } finally {
        await strict.close();
      }
    });
  });

  describe('of a consent that cannot be decided', () => {
    it.each(['approve', 'reject', 'expire'])(
      'redirects back with code 2 after %s, and is not used up',
      async (event) => {
        const { handle, link } = await asked(sandbox);
        await move(sandbox, handle, event);
        const page = await customer().get(link);
        expect([page.status, cookieOf(page)]).toEqual([303, '']);
        expect(await returned(page.location)).toMatchObject({
          to: BACK,
          answer: { status: 'F', errorcode: '2', srcref: handle },
        });
        expect((await customer().get(link)).status).toBe(303);
      },
    );

    it("redirects back with code 2 when the consent does not exist, or is another customer's", async () => {
      const { handle } = await asked(sandbox);
      for (const srcref of [randomUUID(), 'Srcref1234', handle]) {
        const link = await linkWith(
          new URLSearchParams({
            txnid: randomUUID(),
            sessionid: 'S1234',
            userid: `${newMobile()}@onemoney`,
            redirect: BACK,
            srcref,
          }).toString(),
        );
        expect((await returned((await customer().get(link)).location)).answer).toMatchObject({
          errorcode: '2',
          sessionid: 'S1234',
        });
      }
    });
  });

  describe('made by another program that knows the secret', () => {
    const foreign = async ({ handle, vua }: Asked, rest = '', date?: string): Promise<string> => {
      const asked = new URLSearchParams({ txnid: randomUUID(), sessionid: 'opaque', userid: vua, redirect: BACK });
      return linkWith(`${asked}&srcref=${handle}${rest}`, date ? { date } : {});
    };

    it.each(['&fipid=GAMMA-FIP', '&fipid={GAMMA-FIP}', '&fipid=[GAMMA-FIP]', '&fipid=%5B%22GAMMA-FIP%22%5D'])(
      'opens, and its list of FIPs is read: %s',
      async (rest) => {
        const page = await customer().signIn(await foreign(await asked(sandbox), rest));
        expect(page.html).toContain('Gamma Small Finance Bank');
        expect(page.html).not.toContain('Alpha Bank');
      },
    );

    it('opens once too, and not too late or too early', async () => {
      const [consent, now] = [await asked(sandbox), Date.now()];
      const link = await foreign(consent);
      expect([(await customer().get(link)).status, (await customer().get(link)).status]).toEqual([303, 410]);
      const at = async (seconds: number): Promise<number> =>
        (await customer().get(await foreign(consent, '', dateOf(new Date(now + seconds * 1000))))).status;
      expect([await at(-890), await at(-1030), await at(130)]).toEqual([303, 410, 410]);
    });

    it('cannot change the parameters of a stored link with the same transaction', async () => {
      const { handle, vua } = await asked(sandbox);
      const { links } = await sandbox.control<{ links: { txnid: string }[] }>(
        `/_sandbox/finpro/consents/${handle}/links`,
      );
      const forged = await linkWith(
        new URLSearchParams({
          txnid: links[0]!.txnid,
          sessionid: 'x',
          userid: vua,
          redirect: 'https://evil.example/',
          srcref: handle,
        }).toString(),
      );
      await customer().get(forged);
      expect((await returned(returnUrl(await customer().get(forged)))).to).toBe(BACK);
    });
  });

  it.each([
    ['Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['X-Moz', 'prefetch'],
    ['X-Purpose', 'preview'],
    ['User-Agent', 'WhatsApp/2.23'],
    ['User-Agent', 'Mozilla/5.0 (compatible; Slackbot-LinkExpanding 1.0; Discordbot/2.0)'],
  ])('is not used up by a prefetch, nor by a link preview (%s: %s)', async (name, word) => {
    const link = await newLink();
    const ahead = await customer().get(link, { [name]: word });
    expect([ahead.status, cookieOf(ahead)]).toEqual([200, '']);
    expect(ahead.html).toContain('has not been used yet');
    expect((await customer().get(link)).status).toBe(303);
  });

  it('is not used up by HEAD', async () => {
    const link = await newLink();
    const head = await customer().get(link, {}, 'HEAD');
    expect([head.status, head.html, cookieOf(head)]).toEqual([200, '', '']);
    expect((await customer().get(link)).status).toBe(303);
  });

  it('makes one effect, and leaves the consent pending', async () => {
    const { handle, link } = await asked(sandbox);
    await customer().get(link);
    await customer().get(link);
    const opened = await sandbox.effects('link.opened');
    expect(opened.filter((effect) => JSON.stringify(effect).includes(handle))).toHaveLength(1);
    expect((await listed(sandboxWorld(sandbox), handle)).status).toBe('PENDING');
  });

  it('its parameters are not logged', async () => {
    await customer().signIn(await newLink());
    expect(sandbox.logged()).toContain('/aa/v2/');
    expect(sandbox.logged()).not.toMatch(/ecreq|7770\d{6}/);
  });

  it('has pages that say sandbox, load nothing from other hosts and run no script', async () => {
    const { headers, html } = await customer().arrive(await newLink());
    expect(html).toContain('SANDBOX: test data only');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self'; img-src 'self'.*form-action 'self' https:$/,
    );
    expect(html).not.toMatch(/<script|https?:\/\//);
    for (const path of ['/aa/elsewhere', '/aa/v2/x'])
      expect([(await customer().get(path)).status, (await customer().post(path)).status]).toEqual([404, 404]);
  });
});
