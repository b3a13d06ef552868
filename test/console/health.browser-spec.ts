import type { Browser, Page } from 'playwright-core';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { type RunningGateway, startGateway } from '../support/gateway';
import { type Receiver, startReceiver } from '../support/receiver';
import { givenTroubles } from './given-troubles';

/** A folder for pictures of the pages, for people to look at; none without it. */
const PICTURES = process.env.PAGE_PICTURES;
const WIDTHS = [320, 390, 768, 1280, 1920];
const REASON = 'INC-4711: the consumer asked';

describe('the page Health in a browser', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;
  let browser: Browser;
  let page: Page;
  /** What the browser asked of other origins, and what its policy refused. */
  const outside: string[] = [];
  beforeAll(async () => {
    [gateway, receiver, browser] = await Promise.all([startGateway(), startReceiver(), launchBrowser()]);
    receiver.answerWith(500);
    await givenTroubles(gateway, receiver.url);
    page = await browser.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(gateway.url) && !request.url().startsWith('data:')) outside.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') outside.push(message.text());
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
    await receiver.close();
  });
  afterEach(() => expect(outside.splice(0)).toEqual([]));

  it.each(['light', 'dark'] as const)(
    'is readable for all, at every width (%s)',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const path of ['', '/exceptions/forged-webhooks', '/exceptions/stuck', '/deliveries', '/effects']) {
        await page.goto(`${gateway.url}/console/health${path}`);
        expect(await barriers(page)).toEqual([]);
        expect(await tooWideFor(page, WIDTHS)).toEqual([]);
        if (!PICTURES) continue;
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const name = `health${path.replaceAll('/', '-')}.${colorScheme}.${width}`;
          await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
        }
      }
    },
    60_000,
  );

  it('leads from what needs attention to the event that is sent again', async () => {
    receiver.answerWith(200);
    await page.goto(`${gateway.url}/console`);
    await page.getByRole('link', { name: /Does everything work/ }).click();
    await page.getByRole('link', { name: /Deliveries to consumers that were given up/ }).click();
    await page.getByText('Send again').first().click();
    await page.getByLabel('Reason').first().fill(REASON);
    await page.getByRole('button', { name: 'Send again' }).first().click();
    expect(await page.getByRole('status').innerText()).toMatch(/is sent again\. Subscriptions that get it: 1\.$/);
  });
});
