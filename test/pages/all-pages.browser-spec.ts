import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { barriers, tooWideFor } from '../support/accessibility';
import { asked } from '../support/aa-customer';
import { launchBrowser } from '../support/browser';
import { GivenConsents } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { erased } from '../support/link-visitor';
import { takePictures } from '../support/page-watch';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
/** CSS pixels; 320 by WCAG 2.2, 1.4.10. */
const WIDTHS = [320, PHONE.width, 768, DESK.width];

/** What the pages are made from. */
class World {
  readonly given: Given;
  readonly consents: GivenConsents;

  constructor(
    readonly gateway: RunningGateway,
    readonly page: Page,
  ) {
    [this.given, this.consents] = [new Given(gateway), new GivenConsents(gateway)];
  }

  get app(): string {
    return `${this.gateway.sandbox.url}/demo/return`;
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address.startsWith('/') ? this.gateway.url + address : address);
  }

  async press(name: string | RegExp): Promise<void> {
    const button = this.page.getByRole('button', { name }).first();
    await Promise.all([this.page.waitForEvent('domcontentloaded'), button.click()]);
  }

  async control(path: string, body: object = {}): Promise<void> {
    await this.gateway.sandbox.control(`/_sandbox/${path}`, body);
  }

  /** A durable link of a new customer. */
  async link(rest: object = {}): Promise<{ url: string; linkId: string; customerId: string }> {
    const { customer_id: customerId } = await this.given.customer();
    const { onboarding_url: url, link_id } = await this.given.grant(customerId, {
      link: 'durable',
      redirect_url: this.app,
      ...rest,
    });
    return { url, linkId: link_id!, customerId };
  }

  async revoke(linkId: string): Promise<void> {
    await request(this.gateway.url).post(`/v1/links/${linkId}/revoke`).set('Authorization', DEMO).expect(200);
  }

  /** The form of a new customer, open in the browser. */
  async form(rest: object = { redirect_url: this.app }): Promise<string> {
    const { customer_id: customerId } = await this.given.customer();
    await this.goto((await this.given.grant(customerId, rest)).onboarding_url);
    return customerId;
  }

  async step(step: string): Promise<void> {
    await this.goto(`${this.gateway.sandbox.url}/onboarding/form${step}`);
  }

  async filled(): Promise<string> {
    const customerId = await this.form();
    await this.control(`1money/customers/${customerId}/form/fill`);
    return customerId;
  }

  /** The return address that 1Money was given for a new customer. */
  async returnAddress(rest: object = {}): Promise<string> {
    const { customer_id: customerId } = await this.given.customer();
    await this.given.grant(customerId, { redirect_url: this.app, ...rest });
    const [sent] = (await this.gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).slice(-1);
    return String(sent!.body!.redirect_url);
  }

  async signIn(change: object = {}): Promise<void> {
    await this.goto((await asked(this.gateway.sandbox, { redirectUrl: this.app, ...change })).link);
  }

  async accounts(change: object = {}): Promise<void> {
    await this.signIn(change);
    await this.press('Use this code');
  }

  async decision(): Promise<void> {
    await this.accounts();
    for (const box of await this.page.getByRole('checkbox').all()) await box.check();
    await this.press('Continue');
  }
}

const refusedStep =
  (step: string) =>
  async (world: World): Promise<void> => {
    await world.form();
    await world.step(`/${step}`);
    await world.press(/^Save (?!for later)/);
  };
const filledStep =
  (step: string) =>
  async (world: World): Promise<void> => {
    await world.filled();
    await world.step(step);
  };
const flagged =
  (step: string) =>
  async (world: World): Promise<void> => {
    const customerId = await world.filled();
    const issues = { company_issues: { description: 'The register extract is too old.' } };
    await world.given.status(customerId, 'PENDING_RESPONSE', issues);
    await world.step(step);
  };
const closed =
  (status: 'PENDING_REVIEW' | 'UNDER_REVIEW' | 'PROVISIONING' | 'APPROVED') =>
  async (world: World): Promise<void> => {
    await world.given.status(await world.form(), status);
    await world.step('');
  };
const linkAt =
  (status: 'PENDING_RESPONSE' | 'REJECTED' | 'PENDING_REVIEW' | 'APPROVED') =>
  async (world: World): Promise<void> => {
    const { url, customerId } = await world.link();
    await world.given.status(customerId, status);
    await request(world.gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO).expect(200);
    await world.goto(url);
  };
const inLanguage =
  (locale: string) =>
  async (world: World): Promise<void> =>
    world.goto((await world.link({ locale })).url);
const at =
  (address: string) =>
  async (world: World): Promise<void> =>
    world.goto(address);
const atVendor =
  (path: string) =>
  async (world: World): Promise<void> =>
    world.goto(world.gateway.sandbox.url + path);

const NOBODY = 'A'.repeat(43);

/** Every page that a person can be shown, by the way to it. */
const PAGES: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'durable link': async (world) => world.goto((await world.link()).url),
  'durable link in German': inLanguage('de-DE'),
  'durable link in Hindi': inLanguage('hi-IN'),
  'durable link in Chinese': inLanguage('zh-CN'),
  'durable link, to be corrected': linkAt('PENDING_RESPONSE'),
  'durable link, rejected': linkAt('REJECTED'),
  'durable link, in review': linkAt('PENDING_REVIEW'),
  'durable link, approved': linkAt('APPROVED'),
  'durable link, revoked': async (world) => {
    const { url, linkId } = await world.link();
    await world.revoke(linkId);
    await world.goto(url);
  },
  'durable link, erased': async (world) => {
    const { url, linkId } = await world.link();
    await erased(world.gateway, linkId);
    await world.goto(url);
  },
  'durable link, unknown': at(`/l/${NOBODY}`),
  'durable link, vendor in trouble': async (world) => {
    const { url } = await world.link();
    await world.control('faults', { vendor: '1money', kind: 'status', status: 503, method: 'POST', times: 1 });
    await world.goto(url);
    await world.press(/Continue/);
  },
  'durable link, refused by the vendor': async (world) => {
    const { url } = await world.link();
    await world.control('faults', { vendor: '1money', kind: 'status', status: 403, method: 'POST', times: 1 });
    await world.goto(url);
    await world.press(/Continue/);
  },
  'durable link to a consent': async (world) =>
    world.goto((await world.consents.consent({ link: 'durable', redirectUrl: world.app })).url),
  'durable link to a consent, approved': async (world) => {
    const { url, handle } = await world.consents.consent({ link: 'durable', redirectUrl: world.app });
    await world.consents.happens(handle, 'approve');
    await request(world.gateway.url).get(`/v1/consents/${handle}`).set('Authorization', DEMO).expect(200);
    await world.goto(url);
  },

  'return, unknown': at(`/return/onboarding/${NOBODY}`),
  'return, used': async (world) => {
    const back = await world.returnAddress();
    await world.goto(back);
    await world.goto(back);
  },
  'return, used, in German': async (world) => {
    const back = await world.returnAddress({ locale: 'de' });
    await world.goto(back);
    await world.goto(back);
  },

  'no page': at('/nothing/here'),
  'a page for programs': at('/v1/customers'),
  'no page of links': at('/l/'),
  'errors explained': at('/errors'),

  'sandbox, start page': atVendor('/'),
  'sandbox, demo page': atVendor('/demo/return?status=APPROVED&customer_id=0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10'),
  'KYB, terms': refusedStep('terms'),
  'KYB, terms of service': atVendor('/onboarding/terms'),
  'KYB, company': refusedStep('company'),
  'KYB, addresses': refusedStep('addresses'),
  'KYB, activity': refusedStep('activity'),
  'KYB, a person': refusedStep('people/new'),
  'KYB, a company in between': refusedStep('intermediaries/new'),
  'KYB, a document': refusedStep('documents/new'),
  'KYB, company filled in': filledStep('/company'),
  'KYB, people': filledStep('/people'),
  'KYB, documents': filledStep('/documents'),
  'KYB, review': filledStep('/review'),
  'KYB, review too early': async (world) => {
    await world.form();
    await world.step('/review');
    await world.press('Submit application');
  },
  'KYB, flagged': flagged(''),
  'KYB, flagged step': flagged('/company'),
  'KYB, flagged review': flagged('/review'),
  'KYB in another language': async (world) => {
    await world.form({ locale: 'de-DE' });
  },
  'KYB, saved': atVendor('/onboarding/saved'),
  'KYB, submitted': atVendor('/onboarding/submitted'),
  'KYB, waiting': closed('PENDING_REVIEW'),
  'KYB, in review': closed('UNDER_REVIEW'),
  'KYB, being set up': closed('PROVISIONING'),
  'KYB, approved': closed('APPROVED'),
  'KYB, used link': async (world) => {
    const { customer_id: customerId } = await world.given.customer();
    const { onboarding_url: url } = await world.given.grant(customerId, { redirect_url: world.app });
    await world.goto(url);
    await world.goto(url);
  },
  'KYB, no session': async (world) => {
    await world.page.context().clearCookies();
    await world.step('');
  },
  'KYB, no such step': async (world) => {
    await world.form();
    await world.step('/nothing');
  },
  'KYB, unknown link': atVendor('/onboarding/start?grant_token=nothing'),

  'AA, sign-in': async (world) => world.signIn(),
  'AA, wrong code': async (world) => {
    await world.signIn();
    await world.press('Continue');
  },
  'AA, three wrong codes': async (world) => {
    await world.signIn();
    const code = Number(await world.page.locator('.one-time-code').textContent());
    for (let time = 1; time <= 3; time++) {
      await world.page.getByLabel('One-time code').fill(String((code + time) % 1_000_000).padStart(6, '0'));
      await world.press('Continue');
    }
  },
  'AA, accounts': async (world) => world.accounts({ productID: 'WEALTH01', fipID: undefined }),
  'AA, no account': async (world) => world.accounts({ vua: '1999999404@onemoney', partyIdentifierValue: '1999999404' }),
  'AA, banks out of reach': async (world) =>
    world.accounts({ vua: '1999999500@onemoney', partyIdentifierValue: '1999999500' }),
  'AA, no account chosen': async (world) => {
    await world.accounts();
    await world.press('Continue');
  },
  'AA, decision': async (world) => world.decision(),
  'AA, approved': async (world) => {
    await world.decision();
    await world.press('Approve');
    await atVendor('/aa/consent')(world);
  },
  'AA, rejected': async (world) => {
    await world.decision();
    await world.press('Reject');
    await atVendor('/aa/consent')(world);
  },
  'AA, used link': async (world) => {
    const { link } = await asked(world.gateway.sandbox, { redirectUrl: world.app });
    await fetch(link, { redirect: 'manual' });
    await world.goto(link);
  },
  'AA, unreadable link': atVendor('/aa/v2/'),
  'AA, no such page': atVendor('/aa/nothing'),
};

describe('every page', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    const context = await browser.newContext({ viewport: PHONE, colorScheme: 'light' });
    world = new World(gateway, await context.newPage());
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  it.each(Object.entries(PAGES))('has no barrier, and fits a phone: %s', async (name, show) => {
    const { page } = world;
    await page.emulateMedia({ colorScheme: 'light' });
    await show(world);
    const light = await barriers(page);
    await takePictures(page, `${name}.light`);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await barriers(page, 'color-contrast');
    await takePictures(page, `${name}.dark`);
    const tooWide = await tooWideFor(page, WIDTHS);
    await page.setViewportSize(PHONE);
    expect({ light, dark, tooWide }).toEqual({ light: [], dark: [], tooWide: [] });
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getAttribute('meta[name=color-scheme]', 'content')).toBe('light dark');
  });

  it('is not called free of barriers when it has some', async () => {
    const { page } = world;
    await page.goto('about:blank');
    await page.setContent(`<!doctype html><html lang="en"><title>x</title><style>p { color: #999; }
      @media (prefers-color-scheme: dark) { body { background: #333; color: #eee; } p { color: #555; } }</style>
      <main><h1>x</h1><p>pale</p><input><div style="width: 500px">wide</div></main></html>`);
    await page.emulateMedia({ colorScheme: 'light' });
    expect((await barriers(page)).map((one) => one.split(':', 1)[0]).toSorted()).toEqual(['color-contrast', 'label']);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers(page, 'color-contrast')).toHaveLength(1);
    expect(await tooWideFor(page, WIDTHS)).toEqual([320, 390]);
  });

  describe('an error is answered', () => {
    /** As Chromium sends it when somebody opens an address. */
    const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    const typeOf = async (path: string, init: RequestInit = {}): Promise<string | null> =>
      (await fetch(gateway.url + path, init)).headers.get('content-type');

    it.each([
      ['/nothing', 404, 'There is no page here'],
      ['/v1/customers', 401, 'This address is for programs'],
      ['/v3/requestconsent', 405, 'This address is for programs'],
      ['/nothing%', 400, 'We could not read that'],
    ])('with a page to a browser: %s', async (path, status, title) => {
      const answer = await fetch(gateway.url + path, { headers: { Accept: BROWSER, 'Accept-Language': 'en' } });
      const html = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
      expect(html).toContain(`<h1>${title}</h1>`);
      expect(html).toContain(answer.headers.get('x-request-id'));
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const german = await fetch(gateway.url + path, { headers: { Accept: BROWSER, 'Accept-Language': 'de' } });
      expect(await german.text()).toContain('<html lang="de">');
    });

    it.each([
      ['that accepts JSON', { Accept: 'application/json' }],
      ['that accepts anything', { Accept: '*/*' }],
      ['that prefers JSON', { Accept: 'application/json, text/html;q=0.5' }],
      ['that does not say', {}],
      ['with credentials', { Accept: BROWSER, Authorization: `${DEMO}x` }],
    ])('with a problem document to a client %s', async (_client, headers) => {
      expect(await typeOf('/v1/customers', { headers })).toBe('application/problem+json; charset=utf-8');
      expect(await typeOf('/nothing', { headers })).toBe('application/problem+json; charset=utf-8');
    });

    it('with a problem document to any POST, and in the envelope of its path', async () => {
      const post = { method: 'POST', headers: { Accept: BROWSER } };
      expect(await typeOf('/v1/customers/hosted', post)).toBe('application/problem+json; charset=utf-8');
      expect(await typeOf('/v3/requestconsent', post)).toBe('application/json; charset=utf-8');
    });
  });
});
