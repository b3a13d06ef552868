import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { type RunningGateway, startGateway } from '../support/gateway';

/** Swagger UI in sandbox mode: already authorised, and every example request succeeds unchanged. */
describe('Swagger UI', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    page = await browser.newPage();
    await page.goto(`${gateway.url}/docs`);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  /** Opens the operation, presses Execute, and returns status and body of the response. */
  async function execute(operationId: string): Promise<{ status: number; body: string }> {
    const operation = page.locator(`[id$="-${operationId}"].opblock`);
    await operation.locator('.opblock-summary-control').first().click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const live = operation.locator('.live-responses-table');
    await live.waitFor();
    return {
      status: Number((await live.locator('tbody .response-col_status').first().textContent())!.trim().slice(0, 3)),
      body: (await live.locator('.response-col_description .highlight-code').first().textContent())!,
    };
  }

  it.each([
    ['requestConsent', '"webRedirectionUrl"'],
    ['listConsents', '"consentHandle"'],
    ['listConsentJourneys', '"next_cursor"'],
    ['createHostedCustomer', '"customer_id"'],
  ])('%s succeeds at the first click', async (operationId, says) => {
    const { status, body } = await execute(operationId);
    expect([200, 201]).toContain(status);
    expect(body).toContain(says);
  });
});
