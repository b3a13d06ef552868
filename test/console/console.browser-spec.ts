import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ConsoleJourneyService } from '../../src/console/journey/console-journey.service';
import { FormSent } from '../../src/console/page/forms';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { GivenConsents, newConsent } from '../support/consent-api';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';
import { takePictures, troublesOf } from '../support/page-watch';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const WIDTHS = [320, PHONE.width, 768, DESK.width, 1920];
const REASON = 'INC-4711: the user called';

describe('the console in a browser', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let customerId: string;
  let handle: string;
  /** What the browser asked of other origins, and what its policy refused. */
  let outside: string[];
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    const given = new Given(gateway);
    const consents = new GivenConsents(gateway);
    for (let count = 0; count < 3; count += 1) await given.grant((await given.customer()).customer_id);
    await given.customer();
    handle = (await consents.consent({ ...newConsent(), link: 'durable' })).handle;
    customerId = (await given.customer()).customer_id;
    const { onboarding_url: url } = await given.grant(customerId, { link: 'durable' });
    await new LinkVisitor(url).click();
    context = await browser.newContext({ viewport: DESK, colorScheme: 'light' });
    page = await context.newPage();
    outside = troublesOf(page, gateway.url);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });
  afterEach(() => expect(outside.splice(0)).toEqual([]));

  it('answers where a customer is stuck, in three clicks, to a person who starts at the first page', async () => {
    await page.goto(`${gateway.url}/console`);
    let clicks = 0;
    const click = async (role: 'link' | 'button', name: RegExp): Promise<void> => {
      clicks += 1;
      const target = page.getByRole(role, { name }).first();
      await Promise.all([page.waitForEvent('domcontentloaded'), target.click()]);
    };
    await click('link', /Where is this customer stuck/);
    await page.getByLabel('Any reference').fill(customerId);
    await click('button', /^Find$/);
    const answer = (await page.locator('#standing').innerText()).replaceAll(/\s+/g, ' ');
    expect(answer).toMatch(/^The user went to the vendor's pages through a durable link\. It waits for the user, for /);
    expect(answer).toContain('What helps, as the consumer is told: Let the user finish the form.');
    expect(clicks).toBeLessThanOrEqual(3);
    const steps = await page.locator('ol.steps > li > p:first-child').allInnerTexts();
    expect(steps).toEqual([
      'The consumer asked for a new customer; 1Money created it.',
      expect.stringMatching(
        /^The consumer made a durable link, which works until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/,
      ),
      'A person pressed the button of the durable link.',
      expect.stringMatching(/asked for a link to the form; 1Money gave a one-time link\.$/),
    ]);
    // The picture says the same in words, with the same times between the steps.
    await page.getByText('The picture in words').click();
    const told = await page.locator('#picture-text li').allInnerTexts();
    expect(told).toHaveLength(steps.length + 1);
    const gapsIn = (texts: readonly string[]): string[] =>
      texts.map((text) => /[^,·]+ later/.exec(text)?.[0].trim() ?? '');
    const gaps = gapsIn(await page.locator('ol.steps .gap').allInnerTexts());
    expect(gaps.slice(1).join()).toMatch(/^(?:\d+ [ \w]+ later,?){3}$/);
    expect(gapsIn(told.slice(0, -1))).toEqual(gaps);
    // The entry as it is recorded is one click away.
    await page.getByText('The entry as it is recorded').first().click();
    expect(await page.locator('#step-0 pre').innerText()).toContain('"action": "onboarding.customer.create"');
  });

  it('does what a person asks for, once a reason is given', async () => {
    await page.goto(`${gateway.url}/console/journeys`);
    await page.getByLabel('Any reference').fill(customerId);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Make a new link').first().click();
    const form = page.locator('#link form');
    await form.getByRole('button').click();
    // The browser itself asks for the reason.
    expect(await page.locator('#new-link').count()).toBe(0);
    await form.getByLabel('Reason').fill(REASON);
    const formId = await form.locator('[name="form_id"]').inputValue();
    const address = page.url();
    await form.getByRole('button').click();
    expect(await page.locator('#new-link').innerText()).toMatch(/\/l\/[\w-]{43}$/);
    // Loading the page again makes no second link, on another replica neither.
    await page.reload();
    expect(await page.locator('main').innerText()).toContain('This form was sent already');
    const actor = { requestId: formId, clientId: null, actor: 'operator' } as const;
    const journeyId = address.split('/').at(-1)!;
    const elsewhere = gateway.app.get(ConsoleJourneyService, { strict: false });
    await expect(elsewhere.makeLink(actor, journeyId, formId)).rejects.toBeInstanceOf(FormSent);
    const made = await gateway.database.query('SELECT 1 FROM portico.durable_links WHERE link_id = $1', [formId]);
    expect(made).toHaveLength(1);
    await page.goto(address);
    await page.getByText('Ask the vendor now').first().click();
    await page.locator('#ask').getByLabel('Reason').fill(REASON);
    await page.locator('#ask').getByRole('button').click();
    expect(await page.getByRole('status').innerText()).toBe('1Money was asked: the state is the same.');
  });

  it('keeps the list current while it is shown', async () => {
    await page.goto(`${gateway.url}/console/journeys`);
    const { customer_id: fresh } = await new Given(gateway).customer();
    await page.getByText(fresh).waitFor({ timeout: 20_000 });
  }, 30_000);

  const PAGES: Readonly<Record<string, () => Promise<void>>> = {
    start: async () => void (await page.goto(`${gateway.url}/console`)),
    login: async () => void (await page.goto(`${gateway.url}/console/login`)),
    'login refused': async () => {
      await page.goto(`${gateway.url}/console/login`);
      await page.getByLabel('Name').fill('demo-operator');
      await page.getByLabel('Secret').fill('wrong');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('alert').waitFor();
    },
    journeys: async () => void (await page.goto(`${gateway.url}/console/journeys`)),
    'nothing found': async () => {
      await page.goto(`${gateway.url}/console/journeys`);
      await page.getByLabel('Any reference').fill('no-such-reference');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('Nothing was found').waitFor();
    },
    journey: async () => opened(customerId),
    'journey of a consent': async () => opened(handle),
    'personal data': async () => {
      await opened(handle);
      await page.getByText('Show personal data').first().click();
      await page.locator('#reveal').getByLabel('Reason').fill(REASON);
      await page.locator('#reveal').getByRole('button').click();
      await page.getByRole('heading', { name: 'Personal data' }).waitFor();
    },
    'no such journey': async () => {
      await page.goto(`${gateway.url}/console/journeys/01890a5d-ac96-774b-bcce-b302099a8057`);
    },
  };
  const opened = async (reference: string): Promise<void> => {
    await page.goto(`${gateway.url}/console/journeys`);
    await page.getByLabel('Any reference').fill(reference);
    await Promise.all([
      page.waitForURL(/journeys\/[0-9a-f-]{36}$/),
      page.getByRole('button', { name: 'Find' }).click(),
    ]);
  };

  it.each(Object.keys(PAGES))('has no barrier, and fits every window: %s', async (name) => {
    await page.setViewportSize(DESK);
    await page.emulateMedia({ colorScheme: 'light' });
    await PAGES[name]!();
    const light = await barriers(page);
    await takePictures(page, `${name}.light`);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await barriers(page, 'color-contrast');
    await takePictures(page, `${name}.dark`);
    expect({ light, dark, tooWide: await tooWideFor(page, WIDTHS) }).toEqual({ light: [], dark: [], tooWide: [] });
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  it('answers and acts without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
    const one = await plain.newPage();
    await one.goto(`${gateway.url}/console`);
    await one.getByRole('link', { name: /Where is this customer stuck/ }).click();
    await one.getByLabel('Any reference').fill(customerId);
    await one.getByRole('button', { name: 'Find' }).click();
    expect(await one.locator('#standing strong').innerText()).toContain('It waits for the user');
    await one.getByText('Ask the vendor now').first().click();
    await one.locator('#ask').getByLabel('Reason').fill(REASON);
    await one.locator('#ask').getByRole('button').click();
    expect(await one.getByRole('status').innerText()).toContain('1Money was asked');
    await one.goto(`${gateway.url}/console/journeys`);
    expect(await one.locator('meta[http-equiv=refresh]').count()).toBe(0);
    await one.getByRole('link', { name: /load again every 10 seconds/ }).click();
    expect(await one.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('10');
    await plain.close();
  });

  it('is operated with the keyboard alone', async () => {
    await page.goto(`${gateway.url}/console`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await opened(customerId);
    await page.locator('#ask > summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('ask-reason');
  });
});
