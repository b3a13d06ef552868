import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { ConsentApi, newConsent } from '../support/consent-api';
import { PAN } from '../support/finpro-api';
import { type RunningGateway, startGateway } from '../support/gateway';
import { plainReturn } from '../support/plain-return';

/** Consumer, gateway, FinPro, Account Aggregator and browser, from the request to the confirmed final status. */
describe('the consent journey in a real browser', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    api = new ConsentApi(gateway.url);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });
  beforeEach(() => newDevice());
  afterEach(() => page.context().close());

  /** A browser context of its own, without cookies. */
  async function newDevice(): Promise<void> {
    await page?.context().close();
    const context = await browser.newContext();
    page = await context.newPage();
  }

  interface Requested {
    readonly handle: string;
    readonly url: string;
  }
  const ownPage = (): string => `${gateway.sandbox.url}/demo/return`;
  async function requested(change: object = {}): Promise<Requested> {
    const { body } = await api.request(newConsent({ redirectUrl: `${ownPage()}?state=mine`, ...change })).expect(200);
    return { handle: body.data.consent_handle, url: body.data.webRedirectionUrl };
  }
  const freshLink = async (handle: string): Promise<string> =>
    (await api.link({ consentHandle: handle }).expect(200)).body.data.webRedirectionUrl;

  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const heading = (): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent();
  async function signIn(url: string): Promise<void> {
    await page.goto(url);
    await page.getByLabel('One-time code').fill((await page.locator('.one-time-code').textContent())!);
    await press('Continue');
    await page.waitForURL('**/aa/accounts');
  }
  async function chooseEverything(): Promise<void> {
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await press('Continue');
    await page.waitForURL('**/aa/consent');
  }

  /**
   * Expects the browser at the consumer's page with this status and without secrets, and the same status of the journey
   * from the gateway.
   */
  async function arrived({ handle }: Requested, state: string, rest: object): Promise<Record<string, unknown>> {
    await page.waitForURL('**/demo/return**');
    const { origin, pathname, searchParams } = new URL(plainReturn(page.url()));
    expect([origin + pathname, Object.fromEntries(searchParams)]).toEqual([
      ownPage(),
      { state: 'mine', consent_handle: handle, status: state },
    ]);
    const { body } = await api.journey(handle).expect(200);
    expect(body).toMatchObject({ state, ...rest });
    return body;
  }

  it('ends with an approval; accounts of the named FIPs only are offered', async () => {
    const consent = await requested({ fipID: ['BETA-FIP', 'GAMMA-FIP'] });
    await signIn(consent.url);
    expect(await page.locator('legend').allTextContents()).toEqual(['Beta Bank', 'Gamma Small Finance Bank']);
    await page.getByRole('group', { name: 'Beta Bank' }).getByLabel('Savings account').check();
    await press('Continue');
    await press('Approve');
    const { consent_id } = await arrived(consent, 'APPROVED', {
      consent_status: 'ACTIVE',
      confirmed_by: 'VENDOR_READ',
    });
    const { body } = await api.list({ consentID: consent_id }).expect(200);
    expect(body.data).toEqual([
      expect.objectContaining({
        consentHandle: consent.handle,
        status: 'ACTIVE',
        accounts: [expect.objectContaining({ fipId: 'BETA-FIP', accountType: 'SAVINGS' })],
      }),
    ]);
    await api.revoke(consent_id).expect(200);
    expect((await api.journey(consent.handle).expect(200)).body.state).toBe('REVOKED');
  });

  it('offers every FIP with matching accounts when none is named', async () => {
    const consent = await requested({ fipID: undefined });
    await signIn(consent.url);
    expect(await page.locator('legend').allTextContents()).toEqual([
      'Alpha Bank',
      'Beta Bank',
      'Gamma Small Finance Bank',
    ]);
  });

  it('ends with a rejection', async () => {
    const consent = await requested();
    await signIn(consent.url);
    await press('Reject this request');
    await arrived(consent, 'REJECTED', { consent_status: 'REJECTED', confirmed_by: 'VENDOR_READ', consent_id: null });
  });

  it('can be abandoned, and resumed with a new link to the same consent', async () => {
    const consent = await requested();
    await signIn(consent.url);
    await chooseEverything();
    await press('Leave without deciding');
    const { next_action } = await arrived(consent, 'ABANDONED', {
      consent_status: 'PENDING',
      confirmed_by: 'REDIRECT_HINT',
    });
    expect(next_action).toContain('POST /webRedirection/getEncryptedUrl');
    await newDevice();
    await signIn(await freshLink(consent.handle));
    await chooseEverything();
    await press('Approve');
    await arrived(consent, 'APPROVED', { consent_status: 'ACTIVE', confirmed_by: 'VENDOR_READ' });
  });

  it('continues after a link expired: the consent is still pending, and a new link works', async () => {
    const consent = await requested();
    await gateway.sandbox.control('/_sandbox/clock/advance', { seconds: 901 });
    await page.goto(consent.url);
    expect(await heading()).toMatch(/expired/i);
    await page.getByRole('link', { name: 'Return to the application' }).click();
    const { next_action } = await arrived(consent, 'FAILED', {
      consent_status: 'PENDING',
      confirmed_by: 'REDIRECT_HINT',
    });
    expect(next_action).toContain('fresh link');
    await newDevice();
    await signIn(await freshLink(consent.handle));
    await chooseEverything();
    await press('Approve');
    await arrived(consent, 'APPROVED', { consent_status: 'ACTIVE' });
  });

  it('refuses a link that another browser has used, and continues in the browser that opened it', async () => {
    const consent = await requested();
    await page.goto(consent.url);
    const opener = page;
    page = await (await browser.newContext()).newPage();
    await page.goto(consent.url);
    expect(await heading()).toBe('This link was already used');
    await page.context().close();
    page = opener;
    await signIn(consent.url);
    await chooseEverything();
    await press('Approve');
    await arrived(consent, 'APPROVED', { consent_status: 'ACTIVE' });
  });

  it('ends as FAILED when the return link on the page of a used link is followed', async () => {
    const consent = await requested();
    await fetch(consent.url, { redirect: 'manual' });
    await page.goto(consent.url);
    await page.getByRole('link', { name: 'Return to the application' }).click();
    await arrived(consent, 'FAILED', { consent_status: 'PENDING', confirmed_by: 'REDIRECT_HINT' });
  });

  it('finds investments with the PAN that the template needs, and cannot be requested without it', async () => {
    expect(
      (await api.request(newConsent({ productID: 'EQUITY01', fipID: undefined })).expect(400)).body.errorCode,
    ).toBe('InvalidRequest');
    const consent = await requested({ productID: 'EQUITY01', fipID: undefined, pan: PAN });
    await signIn(consent.url);
    expect(await page.locator('legend').allTextContents()).toEqual(['Delta Depository']);
    await chooseEverything();
    await press('Approve');
    await arrived(consent, 'APPROVED', { consent_status: 'ACTIVE', pan: `XXXXXX${PAN.slice(-4)}` });
  });

  it('returns once: the same return address shows that it was used, and changes nothing', async () => {
    const consent = await requested();
    const returns: string[] = [];
    page.on('request', (asked) => asked.url().includes('/return/consent') && returns.push(asked.url()));
    await signIn(consent.url);
    await press('Reject this request');
    await arrived(consent, 'REJECTED', {});
    await newDevice();
    await page.goto(returns[0]!);
    expect(await heading()).toBe('You have already come back');
    expect((await api.journey(consent.handle).expect(200)).body.state).toBe('REJECTED');
  });
});
