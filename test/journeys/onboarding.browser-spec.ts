import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { launchBrowser } from '../support/browser';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { plainReturn } from '../support/plain-return';

/** Consumer, gateway, 1Money and browser, from the first request to the final status. */
describe('the onboarding journey in a real browser', () => {
  let gateway: RunningGateway;
  let given: Given;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    given = new Given(gateway);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  const ownPage = (): string => `${gateway.sandbox.url}/demo/return`;
  const link = async (customerId: string): Promise<string> =>
    (await given.grant(customerId, { redirect_url: ownPage() })).onboarding_url;
  const statusOf = async (customerId: string): Promise<string> =>
    (await request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO).expect(200)).body
      .status;
  /** A browser context of its own, without cookies. */
  const visit = async (url: string, inspect: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await inspect(page);
    await context.close();
  };
  const expectArrival = (page: Page, customerId: string, status: string): void => {
    const { origin, pathname, searchParams } = new URL(plainReturn(page.url()));
    expect(origin + pathname).toBe(ownPage());
    expect(Object.fromEntries(searchParams)).toEqual({ customer_id: customerId, status });
  };

  it('goes through two visits, a review with flagged items, and an approval', async () => {
    const { customer_id } = await given.customer();

    const first = await link(customer_id);
    expect((await fetch(first, { method: 'HEAD' })).status).toBe(200);
    expect(await (await fetch(first, { headers: { Purpose: 'prefetch' }, redirect: 'manual' })).text()).not.toContain(
      'name="business',
    );
    await visit(first, async (page) => {
      expect(page.url()).not.toContain('grant_token');
      const [cookie] = await page.context().cookies(`${gateway.sandbox.url}/onboarding/form`);
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/onboarding' });
      await page.getByLabel('I agree to the terms').check();
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await page.getByLabel('Legal name').fill('Two Visits GmbH');
      await page.getByRole('button', { name: 'Save for later' }).click();
      await page.waitForURL('**/demo/return**');
      expectArrival(page, customer_id, 'INIT');
    });
    expect(await statusOf(customer_id)).toBe('INIT');

    await visit(first, async (page) => {
      expect(await page.evaluate('performance.getEntriesByType("navigation")[0].responseStatus')).toBe(410);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/used/i);
    });

    await visit(await link(customer_id), async (page) => {
      await page.goto(`${gateway.sandbox.url}/onboarding/form/company`);
      expect(await page.getByLabel('Legal name').inputValue()).toBe('Two Visits GmbH');
      await page.goto(`${gateway.sandbox.url}/onboarding/form/terms`);
      await page.getByRole('button', { name: 'Fill all steps with test data' }).click();
      await page.getByRole('button', { name: 'Submit application' }).click();
      await page.waitForURL('**/demo/return**');
      expectArrival(page, customer_id, 'PENDING_REVIEW');
    });
    expect(await statusOf(customer_id)).toBe('PENDING_REVIEW');
    await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id })
      .expect(409);

    await given.status(customer_id, 'PENDING_RESPONSE', {
      company_issues: { description: 'Proof of address is older than 90 days', reject_reason: 'DOCUMENT_OUTDATED' },
    });
    expect(await statusOf(customer_id)).toBe('PENDING_RESPONSE');
    const full = await request(gateway.url).get(`/v1/customers/${customer_id}`).set('Authorization', DEMO).expect(200);
    expect(full.body.review_issues.company_issues.description).toBe('Proof of address is older than 90 days');
    await visit(await link(customer_id), async (page) => {
      expect(await page.locator('main').textContent()).toContain('Proof of address is older than 90 days');
      await page.goto(`${gateway.sandbox.url}/onboarding/form/company`);
      await page.getByLabel('Legal name').fill('Corrected GmbH');
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await page.goto(`${gateway.sandbox.url}/onboarding/form/review`);
      await page.getByRole('button', { name: 'Submit application' }).click();
      await page.waitForURL('**/demo/return**');
      expectArrival(page, customer_id, 'PENDING_REVIEW');
    });

    await given.status(customer_id, 'APPROVED');
    const refused = await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id })
      .expect(409);
    expect(refused.body.detail).toContain('APPROVED');
    expect(await statusOf(customer_id)).toBe('APPROVED');

    const steps = await gateway.database.query<{ action: string; phase: string; result: string | null }>(
      'SELECT action, phase, result FROM portico.audit_entries ORDER BY entry_id',
    );
    expect(steps.filter(({ action }) => action === 'onboarding.return').map(({ result }) => result)).toEqual([
      'SUCCEEDED',
      'SUCCEEDED',
      'SUCCEEDED',
    ]);
    expect(steps.filter(({ phase }) => phase === 'INTENT')).toHaveLength(
      steps.filter(({ action, phase }) => phase === 'OUTCOME' && action.endsWith('.create')).length,
    );
  });

  it('a link expires after thirty minutes', async () => {
    const { customer_id } = await given.customer();
    const url = await link(customer_id);
    await gateway.sandbox.control('/_sandbox/clock/advance', { seconds: 1801 });
    await visit(url, async (page) => {
      expect(await page.evaluate('performance.getEntriesByType("navigation")[0].responseStatus')).toBe(410);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/expired/i);
    });
    await visit(await link(customer_id), async (page) => {
      expect(page.url()).toBe(`${gateway.sandbox.url}/onboarding/form/terms`);
    });
  });
});
