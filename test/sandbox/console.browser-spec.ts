import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import request from 'supertest';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { GivenConsents } from '../support/consent-api';
import { givenConsent, sandboxWorld } from '../support/finpro-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { takePictures } from '../support/page-watch';
import { type Receiver, startReceiver } from '../support/receiver';
import { newCompany, OTHER_PARTNER, sendSigned } from '../support/signed-request';

const WIDTHS = [320, 390, 768, 1280, 1920];
const run = promisify(execFile);

describe('the console of the sandbox', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Hosts that the browser sent requests to, and what it refused by the policy of the pages. */
  const hosts = new Set<string>();
  const refusals: string[] = [];
  beforeAll(async () => {
    [gateway, browser, receiver] = await Promise.all([startGateway(), launchBrowser(), startReceiver()]);
    for (const vendor of ['1money', 'finpro'])
      await gateway.sandbox.control('/_sandbox/webhooks', { vendor, url: receiver.url, secret: 'whsec_of_the_tests' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
    await receiver.close();
  });
  const open = async (options: { javaScriptEnabled?: boolean } = {}): Promise<void> => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    page = await context.newPage();
    page.on('request', (sent) => hosts.add(new URL(sent.url()).host));
    page.on('console', (message) => message.type() === 'error' && refusals.push(message.text()));
  };
  beforeEach(() => open());
  afterEach(() => context.close());

  const at = (path: string): string => `${gateway.sandbox.url}${path}`;
  const rowOf = (text: string): Locator => page.getByRole('listitem').filter({ hasText: text });
  /** Presses a button and waits for the page that it leads to. */
  const press = async (button: Locator): Promise<void> => {
    await Promise.all([page.waitForEvent('domcontentloaded'), button.click()]);
  };
  const statusAt = async (customerId: string): Promise<string> =>
    (await request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO).expect(200)).body
      .status as string;

  it('shows a request of the gateway as it arrives, and what it changed', async () => {
    await page.goto(at('/'));
    const given = await new Given(gateway).customer();
    const row = rowOf('POST').filter({ hasText: '201 Created' }).first();
    await row.waitFor();
    await row.getByRole('link').click();
    await page.getByText('The signature is right.').waitFor();
    expect(await page.locator('.verdict').textContent()).toBe('1Money answered 201 Created.');
    expect(await page.getByLabel('Body of the answer').textContent()).toContain(given.customer_id);
    await page.locator('section', { hasText: 'What it changed' }).getByRole('link').click();
    expect(await page.locator('.row-what').allTextContents()).toEqual([`customer.created ${given.customer_id}`]);
  });

  it('leaves a list alone while somebody uses it, and says so', async () => {
    await page.goto(at('/console/portico/customers'));
    await page.locator('.row').first().hover();
    const { email } = await new Given(gateway).customer();
    await page.getByText('There is news: it comes when you leave the list.').waitFor();
    expect(await rowOf(email).count()).toBe(0);
    await page.mouse.move(0, 0);
    await rowOf(email).waitFor();
  });

  it('shows where a string to sign differs', async () => {
    const target = '/v1/customers/hosted?idempotency_key=0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10';
    const { status } = await sendSigned(gateway.sandbox.url, {
      target,
      spoil: (lines) => lines.with(3, target),
    });
    expect(status).toBe(401);
    await page.goto(at('/console/portico?show=refused'));
    await rowOf('the query string was signed with the path').getByRole('link').click();
    await page.getByText('First difference: path, from its character 21 on.').waitFor();
    const differing = page.locator('.differs');
    expect(await differing.locator('dt').allTextContents()).toEqual(['path']);
    expect(await differing.locator('code').allTextContents()).toEqual(['/v1/customers/hosted', target]);
    expect(await differing.locator('mark').last().textContent()).toBe(target.slice('/v1/customers/hosted'.length));
    expect(await page.locator('.same dt').allTextContents()).toEqual([
      'access key',
      'timestamp',
      'method',
      'body hash',
    ]);
  });

  it('compares a string that the program printed, where its signature fits no usual mistake', async () => {
    const body = newCompany();
    const wrong = createHash('sha256').update('something else').digest('hex');
    const { signed } = await sendSigned(gateway.sandbox.url, {
      method: 'POST',
      target: '/v1/customers/hosted',
      body,
      spoil: (lines) => lines.with(4, wrong),
    });
    await page.goto(at('/console/portico?show=refused'));
    await rowOf('the signature does not match').getByRole('link').click();
    await page.getByLabel('The string that your program signed').fill(signed);
    await press(page.getByRole('button', { name: 'Compare' }));
    const differing = page.locator('.differs');
    expect(await differing.locator('dt').allTextContents()).toEqual(['body hash']);
    expect(await differing.locator('code').allTextContents()).toEqual([
      createHash('sha256').update(body).digest('hex'),
      wrong,
    ]);
  });

  it('gives a curl command that runs, for a signed request and for one with headers', async () => {
    const body = newCompany();
    await sendSigned(gateway.sandbox.url, {
      method: 'POST',
      target: '/v1/customers/lightweight?from=console',
      body,
      spoil: (lines) => lines.with(2, 'post'),
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(at('/console/portico?show=refused'));
    await rowOf('the method was signed in lower case').getByRole('link').click();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(copied).toBe(await page.locator('#curl').textContent());
    const { stdout } = await run('sh', ['-c', copied]);
    expect(stdout).toMatch(/^HTTP\/1\.1 201 Created/);
    const created = await gateway.sandbox.control<{ email: string }>(
      `/_sandbox/1money/customers/${/"customer_id":"([^"]+)"/.exec(stdout)![1]}`,
    );
    expect(created.email).toBe((JSON.parse(body) as { email: string }).email);

    await givenConsent(sandboxWorld(gateway.sandbox));
    await page.goto(at('/console/portico?vendor=finpro'));
    await rowOf('/finpro/v3/requestconsent').first().getByRole('link').click();
    await page.getByText('All four headers are right.').waitFor();
    const again = await run('sh', ['-c', (await page.locator('#curl').textContent())!]);
    expect(again.stdout).toContain('"status":"success"');
  });

  it('decides on a customer as compliance does', async () => {
    const { customer_id: id, email } = await new Given(gateway).customer();
    await page.goto(at('/console/portico/customers'));
    await page.getByLabel('Find by customer_id').fill(email);
    await press(page.getByRole('button', { name: 'Find' }));
    const row = rowOf(email);
    expect(await row.locator('.status-word-tag').textContent()).toBe('INIT');
    await row.getByRole('link').click();
    await page.getByLabel('What is wrong, when you flag it').fill('The register extract is too old.');
    await press(page.getByRole('button', { name: 'Flag' }));
    await page.getByText('KYB status PENDING_RESPONSE').waitFor();
    expect(await page.getByText('The register extract is too old.').count()).toBe(1);
    await press(page.getByRole('button', { name: 'Reject' }));
    await page.getByText('KYB status REJECTED').waitFor();
    await press(page.getByRole('button', { name: 'Approve' }));
    expect(await page.getByRole('status').first().textContent()).toBe('The KYB status was set.');
    await page.getByText('KYB status APPROVED').waitFor();
    expect(await statusAt(id)).toBe('APPROVED');
  });

  it('decides on a consent as its customer does', async () => {
    const { handle } = await new GivenConsents(gateway).consent({});
    await page.goto(at(`/console/portico/consents?find=${handle}`));
    const row = page.locator('.rows').getByRole('listitem');
    expect(await row.locator('.status-word-tag').textContent()).toBe('PENDING');
    expect(await row.getByRole('button').allInnerTexts()).toEqual([
      expect.stringMatching(/^Approve/),
      expect.stringMatching(/^Reject/),
      expect.stringMatching(/^Expire/),
    ]);
    await press(row.getByRole('button', { name: 'Approve' }));
    await page.goto(at(`/console/portico/consents/${handle}`));
    await page.getByText('Consent status ACTIVE').waitFor();
    expect(await page.getByText('Alpha Bank XXXXXXXX').count()).toBe(1);
  });

  it('holds a webhook back, drops it, and sends it again', async () => {
    const before = receiver.received.length;
    await page.goto(at('/console/portico/webhooks'));
    await press(page.getByRole('button', { name: 'Hold 1Money' }));
    const { customer_id: id } = await new Given(gateway).customer({ status: 'APPROVED' });
    const row = rowOf(id);
    await row.getByText('held back').waitFor();
    await press(page.getByRole('button', { name: 'Drop what waits 1Money' }));
    await row.getByText('dropped, 0 attempts').waitFor();
    await press(page.getByRole('button', { name: 'Release 1Money', exact: true }));
    expect(receiver.received.slice(before).filter(({ body }) => body.includes(id))).toEqual([]);
    await press(row.getByRole('button', { name: 'Redeliver' }));
    await page.mouse.move(0, 0);
    await row.getByText('delivered (answered 200), 1 attempt').waitFor();
    expect(receiver.received.slice(before).filter(({ body }) => body.includes(id))).toHaveLength(1);
  });

  it('keeps namespaces apart, in what it shows and in what it does', async () => {
    const { sandbox } = gateway;
    const mine = await new Given(gateway).customer();
    const company = newCompany({ company_name: 'Other Company' });
    const theirs = await sendSigned(sandbox.url, {
      method: 'POST',
      target: '/v1/customers/hosted',
      body: company,
      partner: OTHER_PARTNER,
    });
    const { api, other } = sandboxWorld(sandbox);
    await givenConsent({ ...sandboxWorld(sandbox), api: other }, { accountID: 'OTHERLOAN1' });
    await givenConsent({ ...sandboxWorld(sandbox), api }, { accountID: 'MYLOAN1' });
    const lists = ['', '/effects', '/customers', '/consents', '/webhooks'];
    const [seen, seenByOther] = ['', ''];
    const shown = { portico: seen, other: seenByOther };
    for (const name of ['portico', 'other'] as const)
      for (const list of lists) {
        await page.goto(at(`/console/${name}${list}`));
        shown[name] += await page.locator('main').innerHTML();
        for (const link of await page.locator('.request-row a').evaluateAll((found) => found.map(String)))
          shown[name] += await (await fetch(link)).text();
      }
    const marks = { mine: [mine.customer_id, 'MYLOAN1'], theirs: [String(theirs.json.customer_id), 'OTHERLOAN1'] };
    expect(marks.mine.filter((mark) => !shown.portico.includes(mark))).toEqual([]);
    expect(marks.theirs.filter((mark) => !shown.other.includes(mark))).toEqual([]);
    expect(marks.theirs.filter((mark) => shown.portico.includes(mark))).toEqual([]);
    expect(marks.mine.filter((mark) => shown.other.includes(mark))).toEqual([]);
    await page.goto(at(`/console/other/customers/${mine.customer_id}`));
    await page.getByRole('heading', { name: 'There is no such customer here' }).waitFor();
  });

  it('works without scripts', async () => {
    await context.close();
    await open({ javaScriptEnabled: false });
    const { customer_id: id } = await new Given(gateway).customer();
    await page.goto(at(`/console/portico/customers?find=${id}`));
    await press(page.getByRole('button', { name: 'Approve' }));
    expect(await statusAt(id)).toBe('APPROVED');
    await page.goto(at('/'));
    await page.locator('.request-row').first().getByRole('link').click();
    expect(await page.locator('#curl').textContent()).toContain('curl -sS');
  });

  it('has no barrier, fits every window, and asks no other host', async () => {
    const { sandbox } = gateway;
    const { handle } = await givenConsent(sandboxWorld(sandbox));
    const { customer_id: id } = await new Given(gateway).customer({ status: 'UNDER_REVIEW' });
    await sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'status', status: 503, path: '/nothing' });
    await sandbox.control('/_sandbox/clock/advance', { seconds: 3600 });
    const target = '/v1/customers?page=1';
    await sendSigned(sandbox.url, { target, spoil: (lines) => lines.with(3, target) });
    await sendSigned(sandbox.url, { target, spoil: (lines) => lines.with(1, '20200101T000000Z') });
    await page.goto(at('/console/portico?show=refused'));
    const refused = await page.locator('.request-row a').evaluateAll((found) => found.map(String));
    const paths = [
      '/',
      ...refused.slice(0, 2).map((address) => new URL(address).pathname),
      ...['/effects', '/customers', `/customers/${id}`, '/consents', `/consents/${handle}`].map(
        (path) => `/console/portico${path}`,
      ),
      ...['/webhooks', '/faults', '/clock', '/connect'].map((path) => `/console/portico${path}`),
      '/console/rehearsal/consents',
    ];
    for (const [number, path] of paths.entries()) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(at(path));
      const light = await barriers(page);
      await picture(number, path, 'light');
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await barriers(page, 'color-contrast');
      await picture(number, path, 'dark');
      const tooWide = await tooWideFor(page, WIDTHS);
      expect({ path, light, dark, tooWide }).toEqual({ path, light: [], dark: [], tooWide: [] });
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    }
    await sandbox.control('/_sandbox/faults', undefined, 'DELETE');
    expect([...hosts]).toEqual([new URL(sandbox.url).host]);
    expect(refusals.filter((text) => !text.includes('404 (Not Found)'))).toEqual([]);
  }, 120_000);

  const picture = async (number: number, path: string, scheme: string): Promise<void> => {
    const name = path.split('/').slice(3, 4).join('') || 'start';
    await takePictures(page, `console-${number}-${name}.${scheme}`, [1920, 1280, 390]);
  };
});
