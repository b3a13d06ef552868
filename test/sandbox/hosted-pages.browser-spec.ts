import http from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { Partner } from '../support/visitor';

describe('the hosted pages in a browser without scripts', () => {
  let sandbox: RunningSandbox;
  let partner: Partner;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), launchBrowser()]);
    partner = new Partner(sandbox);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    page = await context.newPage();
  });
  afterEach(() => page.context().close());

  it("lead from the link to the partner's own page, through an address on another host", async () => {
    const partnerSite = http.createServer(
      (_request, reply) =>
        void reply.writeHead(303, { Location: `${sandbox.url}/demo/return?status=PENDING_REVIEW` }).end(),
    );
    await new Promise<void>((done) => partnerSite.listen(0, '127.0.0.1', done));
    try {
      const customer = await partner.customer();
      const { port } = partnerSite.address() as { port: number };
      await page.goto(await partner.link(customer, { redirect_url: `http://127.0.0.1:${port}/back` }));
      expect(page.url()).toBe(`${sandbox.url}/onboarding/form/terms`);
      await page.getByRole('button', { name: 'Fill all steps with test data' }).click();
      await page.getByRole('button', { name: 'Submit application' }).click();
      await page.waitForURL('**/demo/return**');
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        'Your own application would continue here',
      );
      expect(await partner.status(customer)).toBe('PENDING_REVIEW');
    } finally {
      partnerSite.closeAllConnections();
      await new Promise((done) => partnerSite.close(done));
    }
  });

  it('can be filled in by keyboard, and Enter saves', async () => {
    await page.goto(await partner.link(await partner.customer()));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to main content');
    await page.getByLabel('I agree to the terms').press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${sandbox.url}/onboarding/form/company`);
    await page.getByLabel('Legal name').fill('Typed GmbH');
    await page.getByLabel('Legal name').press('Enter');
    await page.waitForSelector('.errors');
    expect(await page.evaluate('document.activeElement.className')).toBe('errors');
    await page.getByRole('link', { name: 'Type of business' }).click();
    expect(page.url()).toContain('#business_type');
    expect(await page.getByLabel('Legal name').inputValue()).toBe('Typed GmbH');
  });
});
