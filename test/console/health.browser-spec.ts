import type { Browser, Page } from 'playwright-core';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { type RunningGateway, startGateway } from '../support/gateway';
import { takePictures, troublesOf } from '../support/page-watch';
import { type Receiver, startReceiver } from '../support/receiver';
import { givenTroubles } from './given-troubles';

const WIDTHS = [320, 390, 768, 1280, 1920];
const REASON = 'INC-4711: the consumer asked';

describe('the page Health in a browser', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;
  let browser: Browser;
  let page: Page;
  /** What the browser asked of other origins, and what its policy refused. */
  let outside: string[];
  beforeAll(async () => {
    [gateway, receiver, browser] = await Promise.all([startGateway(), startReceiver(), launchBrowser()]);
    receiver.answerWith(500);
    await givenTroubles(gateway, receiver.url);
    page = await browser.newPage();
    outside = troublesOf(page, gateway.url);
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
      for (const path of ['', '/exceptions/forged-webhooks', '/exceptions/not-returned', '/deliveries', '/effects']) {
        await page.goto(`${gateway.url}/console/health${path}`);
        expect(await barriers(page)).toEqual([]);
        expect(await tooWideFor(page, WIDTHS)).toEqual([]);
        await takePictures(page, `health${path}.${colorScheme}`);
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
