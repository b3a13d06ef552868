import { randomUUID } from 'node:crypto';
import { launchBrowser } from '../support/browser';
import { startSandbox } from '../support/sandbox';

it('shots', async () => {
  const [sandbox, browser] = await Promise.all([startSandbox(), launchBrowser()]);
  const request = async (body: object): Promise<string> => {
    const answer = await fetch(`${sandbox.url}/finpro/v3/requestconsent`, { method: 'POST', headers: { 'Content-Type': 'application/json', client_id: 'portico-sandbox-fiu', client_secret: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw', organisationId: 'sandbox-org', appIdentifier: 'portico' }, body: JSON.stringify({ productID: 'LOAN01', vua: '9876543210@onemoney', partyIdentifierType: 'MOBILE', partyIdentifierValue: '9876543210', accountID: randomUUID(), redirectUrl: `${sandbox.url}/demo/return?state=abc`, ...body }) });
    const json = (await answer.json()) as { data: { webRedirectionUrl: string } };
    if (!json.data) throw new Error(JSON.stringify(json));
    return json.data.webRedirectionUrl;
  };
  for (const [name, viewport] of [['phone', { width: 390, height: 844 }], ['desk', { width: 1200, height: 900 }]] as const) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport });
    const page = await context.newPage();
    const shot = (at: string) => page.screenshot({ path: `/tmp/aa/${name}-${at}.png`, fullPage: true });
    const link = await request({ productID: 'WEALTH01' });
    await page.goto(link);
    await shot('1-signin');
    await page.getByLabel('One-time code').fill('1');
    await page.getByRole('button', { name: 'Continue' }).click();
    await shot('2-signin-error');
    await page.getByRole('button', { name: 'Use this code' }).click();
    await shot('3-accounts');
    await page.getByRole('link', { name: 'Give your PAN' }).click();
    await shot('4-pan');
    await page.getByLabel('PAN').fill('ABCDE1234F');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('checkbox').nth(4).check();
    await shot('5-accounts');
    await page.getByRole('button', { name: 'Continue' }).click();
    await shot('6-consent');
    await page.getByRole('button', { name: 'Approve' }).click();
    await shot('7-returned');
    await page.goto(link);
    await shot('8-end');
    await context.clearCookies();
    await page.goto(link);
    await shot('9-used');
    await page.goto(await request({ productID: 'EQUITY01', vua: '1999999500@onemoney', partyIdentifierValue: '1999999500' }));
    await page.getByRole('button', { name: 'Use this code' }).click();
    await shot('a-pan-required');
    await page.getByLabel('PAN').fill('ABCDE');
    await page.getByRole('button', { name: 'Continue' }).click();
    await shot('b-pan-wrong');
    await page.getByLabel('PAN').fill('abcde1234f');
    await page.getByRole('button', { name: 'Continue' }).click();
    await shot('c-nothing');
    await page.goto(`${sandbox.url}/aa/v2/?ecreq=x`);
    await shot('d-unreadable');
    await context.close();
  }
  await browser.close();
  await sandbox.close();
}, 120_000);
