import fs from 'node:fs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { type RunningGateway, startGateway } from '../support/gateway';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, object>;
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = new Map(
  Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .map((operation) => [operation.operationId, operation]),
);

type Box = Record<'bottom' | 'width' | 'height', number>;

/** What a click on an operation came to. */
interface Clicked {
  readonly status: number;
  readonly links: readonly string[];
}

/** /docs in sandbox mode, on a fresh database. */
describe('Swagger UI', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([
      startGateway({ environment: { VENDOR_ACCOUNTS: 'other' } }),
      launchBrowser(),
    ]);
    // What is not painted costs no time.
    context = await browser.newContext({ viewport: { width: 1280, height: 300 }, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${gateway.url}/docs`);
    await page.locator('.opblock').first().waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  const blockOf = (operationId: string): Locator => page.locator(`[id$="-${operationId}"].opblock`);
  const toggle = (block: Locator): Promise<void> => block.locator('.opblock-summary-control').first().click();

  /** Opens the operation, and presses its button. */
  async function opened(operationId: string): Promise<Locator> {
    const block = blockOf(operationId);
    await toggle(block);
    await block.locator('.execute, .for-browsers').first().waitFor();
    return block;
  }

  async function click(block: Locator, button = 'button.execute'): Promise<Clicked> {
    const answered = page.waitForResponse((answer) => answer.url().startsWith(gateway.url));
    await block.locator(button).click();
    await answered;
    const status = block.locator('.live-responses-table tbody .response-col_status').first();
    await status.waitFor();
    const links = block.locator('.answer-links a[rel~="noopener"]');
    return {
      status: Number((await status.textContent())!.trim().slice(0, 3)),
      links: await links.evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href)),
    };
  }

  /** An operation for browsers is a link; its first answer counts. */
  async function follow(block: Locator): Promise<Clicked> {
    const answer = context.waitForEvent('response', (one) => one.url().startsWith(`${gateway.url}/`));
    const [popup] = await Promise.all([context.waitForEvent('page'), block.locator('a.opener').click()]);
    const status = (await answer).status();
    await popup.waitForLoadState();
    const links = [popup.url()];
    await popup.close();
    return { status, links };
  }

  it('answers every operation with its documented success at the first click, in page order', async () => {
    const ids = await page
      .locator('.opblock:not([id^="operations-webhooks-"])')
      .evaluateAll((all) => all.map(({ id }) => id.split('-').at(-1)!));
    expect(new Set(ids)).toEqual(new Set(operations.keys()));
    const [failed, links, onPages]: [string[], string[], string[]] = [[], [], []];
    for (const id of ids) {
      const block = await opened(id);
      if ((await block.locator('.for-browsers').count()) > 0) onPages.push(id);
      else {
        const isLink = (await block.locator('a.opener').count()) > 0;
        const clicked = await (isLink ? follow(block) : click(block));
        links.push(...clicked.links);
        const isRight = /^[23]/.test(String(clicked.status)) && clicked.status in operations.get(id)!.responses;
        if (!isRight) failed.push(`${id}: ${clicked.status}`);
      }
      await toggle(block);
    }
    expect({ failed, problems }).toEqual({ failed: [], problems: [] });
    expect(onPages).toEqual(['followDurableLink']);
    for (const part of [
      '/onboarding/start?',
      '/aa/v2/?',
      '/l/',
      '/demo/return?customer_id=',
      '/demo/return?consent_handle=',
    ])
      expect(links.some((link) => link.includes(part))).toBe(true);
    const hosted = await context.newPage();
    for (const link of links.filter((one) => !one.includes('/demo/return')))
      expect({ link, status: (await hosted.goto(link))!.status() }).toEqual({ link, status: 200 });
    await hosted.close();
  }, 180_000);

  it('sends a fresh Idempotency-Key with each click, and a typed one as it is', async () => {
    const block = await opened('createHostedCustomer');
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => keys.push(request.headers()['idempotency-key']));
    expect([(await click(block)).status, (await click(block)).status]).toEqual([201, 201]);
    const typed = 'c0ffee00-0000-4000-8000-00000000c0de';
    await block.locator('tr[data-param-name="Idempotency-Key"] input').fill(typed);
    expect((await click(block)).status).toBe(201);
    expect(new Set(keys).size).toBe(3);
    expect(keys.at(-1)).toBe(typed);
    await toggle(block);
  });

  it('signs by OneMoney-HMAC-SHA256, and shows what it signed', async () => {
    const block = await opened('echoMessage');
    const sent = page.waitForRequest(/\/echo$/);
    expect((await click(block, '.sign')).status).toBe(200);
    const headers = (await sent).headers();
    expect(headers).not.toHaveProperty('idempotency-key');
    expect(headers).toMatchObject({
      authorization: expect.stringMatching(/^OneMoney-HMAC-SHA256 demo-consumer:/),
      'x-om-date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
    });
    expect(await block.locator('.signed pre').textContent()).toMatch(
      /^demo-consumer\n\d{8}T\d{6}Z\nPOST\n\/echo\n\w{64}$/,
    );
    await click(block);
    await block.locator('.signed').waitFor({ state: 'detached' });
  });

  /** In pixels; one each for all buttons that stand in one row, and have one size. */
  const sizes = (buttons: Locator): Promise<{ y: number[]; width: number[]; height: number[] }> =>
    buttons.evaluateAll((all) => {
      const boxes = all.map((one) => (one as unknown as { getBoundingClientRect(): Box }).getBoundingClientRect());
      const each = (name: 'bottom' | 'width' | 'height'): number[] => [
        ...new Set(boxes.map((box) => Math.round(box[name]))),
      ];
      return { y: each('bottom'), width: each('width'), height: each('height') };
    });

  it('has its buttons in one row, of one size', async () => {
    const buttons = blockOf('echoMessage').locator('.btn-group .btn');
    expect(await buttons.allTextContents()).toEqual(['Execute', 'Sign with OneMoney-HMAC-SHA256', 'Clear']);
    const { y, width, height } = await sizes(buttons);
    expect([y, width, height].map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('shows the request that was sent in five languages', async () => {
    const block = blockOf('echoMessage');
    const shown: string[] = [];
    for (const tab of await block.locator('.request-snippets .btn').all()) {
      await tab.click();
      shown.push((await block.locator('.request-snippets pre').first().textContent())!);
    }
    const marks = ['curl -i -X POST', 'await fetch(', 'import urllib', 'HttpClient', 'package main'];
    expect(marks.map((mark) => shown.filter((text) => text.includes(mark)).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('writes what stands in angle brackets, in the dialog of the credentials too', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('.btn.authorize').first().click();
    expect(await page.locator('.modal-ux').innerText()).toContain('Bearer <client_id>.<secret>');
    await page.locator('.modal-ux .close-modal').click();
  });

  it('fits on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const block = await opened('createOnboardingGrant');
    await click(block);
    await block.locator('.closed-error').first().click();
    expect((await sizes(block.locator('.request-snippets .btn'))).y).toHaveLength(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
