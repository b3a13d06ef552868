import http from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { type Asked, asked, askedByLink } from '../support/aa-customer';
import { launchBrowser } from '../support/browser';
import { listed, sandboxWorld } from '../support/finpro-api';
import { returned } from '../../src/conformance/vendors/redirection-cipher';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

describe('the Account Aggregator in a browser without scripts', () => {
  let sandbox: RunningSandbox;
  let browser: Browser;
  let page: Page;
  /** Hosts that the browser sent requests to. */
  let hosts: Set<string>;
  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
  });
  afterEach(() => page.context().close());

  const back = (): string => `${sandbox.url}/demo/return?state=abc`;
  const consentFor = (change: object = {}): Promise<Asked> => asked(sandbox, { redirectUrl: back(), ...change });
  /** Presses a button and waits for the page that it leads to. */
  const press = async (name: string): Promise<void> => {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name, exact: true }).click()]);
  };
  const heading = (): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent();
  const status = async ({ handle }: Asked): Promise<unknown> => (await listed(sandboxWorld(sandbox), handle)).status;
  const codeBack = async (): Promise<string | undefined> => {
    await page.waitForURL('**/demo/return**');
    const { to, answer } = await returned(page.url());
    expect(to).toBe(back());
    return answer.errorcode;
  };
  const signIn = async (link: string): Promise<void> => {
    await page.goto(link);
    await page.getByLabel('One-time code').fill((await page.locator('.one-time-code').textContent())!);
    await press('Continue');
  };

  it('leads from the link to an approval, and back to the application', async () => {
    const consent = await consentFor();
    await signIn(consent.link);
    expect(page.url()).toBe(`${sandbox.url}/aa/accounts`);
    expect(await page.locator('legend').allTextContents()).toEqual(['Alpha Bank', 'Beta Bank']);
    await page.getByRole('group', { name: 'Beta Bank' }).getByLabel('Savings account').check();
    await press('Continue');
    expect(await page.getByText('Savings account, ending in').count()).toBe(1);
    await press('Approve');
    expect(await codeBack()).toBe('0');
    expect(await listed(sandboxWorld(sandbox), consent.handle)).toMatchObject({
      status: 'ACTIVE',
      accounts: [{ fipId: 'BETA-FIP', accountType: 'SAVINGS' }],
    });
    await page.goBack();
    await page.goto(consent.link);
    expect(await heading()).toBe('You approved this request');
    expect([...hosts]).toEqual([new URL(sandbox.url).host]);
  });

  it('leads to a rejection, through an address on another host', async () => {
    const site = http.createServer(
      (request, reply) => void reply.writeHead(303, { Location: `${back()}&${request.url!.split('?')[1]}` }).end(),
    );
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
    try {
      const { port } = site.address() as { port: number };
      const consent = await consentFor({ redirectUrl: `http://127.0.0.1:${port}/back` });
      await signIn(consent.link);
      await press('Reject this request');
      expect(await codeBack()).toBe('1');
      expect(await status(consent)).toBe('REJECTED');
    } finally {
      site.closeAllConnections();
      await new Promise((done) => site.close(done));
    }
  });

  it('can be left from any page, and a reload of the link stays in the same visit', async () => {
    const consent = await consentFor();
    await page.goto(consent.link);
    await page.goto(consent.link);
    expect(await heading()).toBe('Confirm that it is you');
    await press('Use this code');
    await page.getByRole('checkbox').first().check();
    await press('Continue');
    expect(await heading()).toBe('Review and decide');
    await page.goto(consent.link);
    await page
      .getByRole('link', { name: 'Change the accounts' })
      .or(page.getByRole('heading', { name: 'Review and decide' }))
      .first()
      .waitFor();
    await press('Leave without deciding');
    expect(await codeBack()).toBe('5');
    expect(await status(consent)).toBe('PENDING');
  });

  it('can be used with the keyboard alone', async () => {
    const consent = await consentFor({ fipID: ['BETA-FIP'] });
    await page.goto(consent.link);
    const code = (await page.locator('.one-time-code').textContent())!;
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to main content');
    const tabTo = async (what: string): Promise<void> => {
      for (let pressed = 0; pressed < 20; pressed++) {
        if (
          await page.evaluate(
            `(document.activeElement.labels?.[0] ??
              document.activeElement).textContent.trim().startsWith(${JSON.stringify(what)})`,
          )
        )
          return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${what}`);
    };
    await tabTo('One-time code');
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.errors');
    expect(await page.evaluate('document.activeElement.className')).toBe('errors');
    await tabTo('One-time code');
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/aa/accounts');
    await tabTo('Current account');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/aa/consent');
    await tabTo('Approve');
    await page.keyboard.press('Enter');
    expect(await codeBack()).toBe('0');
    expect(await listed(sandboxWorld(sandbox), consent.handle)).toMatchObject({
      accounts: [{ accountType: 'CURRENT' }],
    });
  });

  it('asks for the PAN where the template needs it', async () => {
    const consent = await askedByLink(sandbox, { productID: 'EQUITY01' }, { redirectUrl: back() });
    await signIn(consent.link);
    expect(await heading()).toBe('Your PAN');
    await page.getByLabel('PAN').fill('canry 1234 f');
    await press('Continue');
    expect(await page.locator('legend').allTextContents()).toEqual(['Delta Depository']);
    await page.getByLabel('Mutual fund folio').check();
    await press('Continue');
    await press('Approve');
    expect(await codeBack()).toBe('0');
  });

  it('shows another browser that the link was used, with a return link but without a redirect', async () => {
    const { link } = await consentFor();
    await fetch(link, { redirect: 'manual' });
    await page.goto(link);
    expect([await heading(), page.url()]).toEqual(['This link was already used', link]);
    await page.getByRole('link', { name: 'Return to the application' }).click();
    expect(await codeBack()).toBe('3');
  });
});
