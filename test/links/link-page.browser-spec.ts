import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { launchBrowser } from '../support/browser';
import { GivenConsents } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { troublesOf } from '../support/page-watch';

const NARROW = 320;

describe('the pages of durable links in a real browser', () => {
  let gateway: RunningGateway;
  let given: Given;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    given = new Given(gateway);
  }, 120_000);
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  const ownPage = (): string => `${gateway.sandbox.url}/demo/return`;
  const link = async (customerId: string): Promise<{ onboarding_url: string; link_id?: string }> =>
    given.grant(customerId, { link: 'durable', redirect_url: ownPage() });
  /** A phone's browser without scripts. */
  const visit = async (url: string, work: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: NARROW, height: 640 },
    });
    const page = await context.newPage();
    const troubles = troublesOf(page, gateway.url);
    await page.goto(url);
    expect(troubles).toEqual([]);
    await work(page);
    await context.close();
  };
  it('lead from the button to the form and back to the consumer, by keyboard alone', async () => {
    const { customer_id } = await given.customer();
    await visit((await link(customer_id)).onboarding_url, async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${gateway.sandbox.url}/onboarding/form/terms`);
      await page.getByRole('button', { name: 'Fill all steps with test data' }).click();
      await page.getByRole('button', { name: 'Submit application' }).click();
      await page.waitForURL(`${ownPage()}?customer_id=${customer_id}&status=PENDING_REVIEW&portico_ts=**`);
    });
  });

  it('show the state of the journey and a return link', async () => {
    const { customer_id } = await given.customer();
    const { onboarding_url } = await link(customer_id);
    await given.status(customer_id, 'APPROVED');
    await request(gateway.url).get(`/v1/customers/hosted/${customer_id}`).set('Authorization', DEMO).expect(200);
    await visit(onboarding_url, async (page) => {
      expect(await page.getByRole('button').count()).toBe(0);
      await page.getByRole('link', { name: 'Back to the application' }).click();
      await page.waitForURL(`${ownPage()}?customer_id=${customer_id}&status=APPROVED&portico_ts=**`);
    });
  });

  it('show the reason while the vendor is unreachable, and lead on when it is back', async () => {
    const { customer_id } = await given.customer();
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'status',
      status: 503,
      method: 'POST',
      times: 1,
    });
    await visit((await given.grant(customer_id, { link: 'durable' })).onboarding_url, async (page) => {
      await page.getByRole('button').click();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.waitForURL(`${gateway.sandbox.url}/onboarding/form/terms`);
    });
  });

  it('show that a link was withdrawn', async () => {
    const { customer_id } = await given.customer();
    const { onboarding_url, link_id } = await link(customer_id);
    await request(gateway.url).post(`/v1/links/${link_id}/revoke`).set('Authorization', DEMO).expect(200);
    await visit(onboarding_url, async (page) => {
      expect(await page.getByRole('heading').textContent()).toBe('This link was withdrawn');
    });
  });

  it('lead to the Account Aggregator, and back from its pages', async () => {
    const { handle, url } = await new GivenConsents(gateway).consent({
      link: 'durable',
      redirectUrl: 'https://app.example.com/consent/return?state=abc',
    });
    await visit(url, async (page) => {
      await page.getByRole('button', { name: 'Continue to the Account Aggregator' }).click();
      await page.waitForURL(`${gateway.sandbox.url}/aa/**`);
      expect(page.url()).not.toContain('ecreq');
    });
    expect((await gateway.sandbox.effects('consent.created')).filter(({ subject }) => subject === handle)).toHaveLength(
      1,
    );
  });
});
