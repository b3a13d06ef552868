import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser';
import { GivenConsents } from '../test/support/consent-api';
import { type RunningGateway, startGateway } from '../test/support/gateway';
import { Given } from '../test/support/given';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';

export interface DurableLinksPlan {
  readonly seed: number;
  /** Links of each journey. */
  readonly links: number;
  /** Fetches of each link by scanners, before the first click. */
  readonly fetches: number;
  /** The requested kind of link; `one-time` is the control. */
  readonly link?: 'durable' | 'one-time';
}

export interface DurableLinksResult extends Result {
  readonly links: number;
  readonly scannerFetches: number;
  /** Vendor calls that the scanners caused. */
  readonly vendorCallsByScanners: number;
  readonly humanClicks: number;
  /** One-time links that the vendors made for clicks. */
  readonly vendorGrants: number;
  readonly consentHandles: number;
  /** Visits that did not end on the vendor's page. */
  readonly deadEnds: readonly string[];
  readonly seconds: number;
}

const TWO_HOURS = 7200;
/** Milliseconds from a press to the vendor's page, at most. */
const MAX_WAY_MS = 20_000;
/** Milliseconds between the presses of a double click, at most. */
const MAX_DOUBLE_CLICK = 200;

/** Clients that open links before people do: scanners of mail and chat, and browsers that prefetch. */
const SCANNERS: readonly { readonly method: 'GET' | 'HEAD'; readonly headers: Record<string, string> }[] = [
  { method: 'HEAD', headers: {} },
  { method: 'HEAD', headers: { 'User-Agent': 'Mozilla/5.0 (compatible; MailScanner/1.0)' } },
  { method: 'GET', headers: { 'User-Agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' } },
  { method: 'GET', headers: { 'User-Agent': 'WhatsApp/2.23.20.0' } },
  {
    method: 'GET',
    headers: {
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36',
    },
  },
  { method: 'GET', headers: { 'User-Agent': 'Microsoft Office/16.0 (Microsoft Outlook 16.0)', Accept: '*/*' } },
  { method: 'GET', headers: { 'Sec-Purpose': 'prefetch' } },
  { method: 'GET', headers: { 'Sec-Purpose': 'prefetch;prerender', 'Sec-Fetch-Site': 'cross-site' } },
  { method: 'GET', headers: { Purpose: 'prefetch', 'X-Moz': 'prefetch' } },
];

/** One link: opened by scanners, then clicked by a person on two devices, twice, and after the back button. */
class Trial {
  readonly deadEnds: string[] = [];
  clicks = 0;

  constructor(
    private readonly gateway: RunningGateway,
    private readonly browser: Browser,
    private readonly random: () => number,
    private readonly isDurable: boolean,
  ) {}

  async scan(url: string, fetches: number): Promise<void> {
    const batch = Array.from({ length: fetches }, () => SCANNERS[Math.floor(this.random() * SCANNERS.length)]!);
    const answers = await Promise.all(batch.map(({ method, headers }) => fetch(url, { method, headers })));
    for (const { status } of answers)
      if (status !== 200 && this.isDurable) this.deadEnds.push(`a scanner got ${status}`);
  }

  async visit(url: string): Promise<void> {
    const phone = await this.browser.newContext();
    const page = await phone.newPage();
    await page.goto(url);
    await this.gateway.sandbox.control('/_sandbox/clock/advance', { seconds: TWO_HOURS });
    await this.click(page, 'a click after two hours', 1);
    await page.goBack();
    await this.click(page, 'a click after the back button', 1);
    await page.goto(url);
    await this.click(page, 'a double click', 2);
    await this.gateway.sandbox.control('/_sandbox/clock/advance', { seconds: TWO_HOURS });
    await this.secondDevice(page, url);
    await phone.close();
  }

  private async secondDevice(page: Page, url: string): Promise<void> {
    const laptop: BrowserContext = await this.browser.newContext();
    const other = await laptop.newPage();
    await Promise.all([page.goto(url), other.goto(url)]);
    await Promise.all([this.click(page, 'the first device', 1), this.click(other, 'a second device', 1)]);
    await laptop.close();
  }

  /**
   * Waits until the page is at the vendor. The first of two presses starts a navigation that the second one cancels,
   * which does not count.
   */
  private async arrival(page: Page): Promise<void> {
    const deadline = performance.now() + MAX_WAY_MS;
    const isThere = (): boolean => new URL(page.url()).origin === this.gateway.sandbox.url;
    while (!isThere() && performance.now() < deadline) await page.waitForTimeout(50);
    await page.waitForLoadState();
  }

  /** Presses the button of Portico's page, if there is one, and returns the page that follows. */
  private async click(page: Page, what: string, presses: 1 | 2): Promise<void> {
    this.clicks += 1;
    const button = page.getByRole('button').first();
    const box = this.isDurable ? await button.boundingBox() : null;
    if (box) {
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.click(x, y);
      if (presses === 2) {
        await page.waitForTimeout(this.random() * MAX_DOUBLE_CLICK);
        await page.mouse.click(x, y, { clickCount: 2 });
      }
      await this.arrival(page);
    }
    const status = await page.evaluate('performance.getEntriesByType("navigation")[0].responseStatus');
    if (status !== 200 || new URL(page.url()).origin !== this.gateway.sandbox.url)
      this.deadEnds.push(`${what} led to ${status} ${new URL(page.url()).pathname.replace(/\/l\/.*/, '/l')}`);
  }
}

/** How the links of a journey are made and counted. */
interface Side {
  issue(): Promise<string>;
  /** Calls that arrived at the vendor. */
  calls(): Promise<number>;
  /** One-time links that the vendor made, without the one for the first request. */
  grants(): Promise<number>;
}

function sidesOf(gateway: RunningGateway, link: string): Side[] {
  const [given, consents] = [new Given(gateway), new GivenConsents(gateway)];
  const onboarding: Side = {
    issue: async () => (await given.grant((await given.customer()).customer_id, { link })).onboarding_url,
    calls: async () => (await gateway.sandbox.requests('/v1')).length,
    grants: async () => (await gateway.sandbox.effects('grant.created')).length,
  };
  const consent: Side = {
    issue: async () => (await consents.consent({ link })).url,
    calls: async () => (await consents.sent('/')).length,
    grants: async () =>
      (await consents.sent('/webRedirection/getEncryptedUrl')).filter(({ status }) => status === 200).length,
  };
  return [onboarding, consent];
}

/** Links of both journeys are opened by scanners, and then clicked by people in different ways. */
export async function durableLinks({
  seed,
  links,
  fetches,
  link = 'durable',
}: DurableLinksPlan): Promise<DurableLinksResult> {
  const begun = performance.now();
  const [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
  const trial = new Trial(gateway, browser, randomOf(seed), link === 'durable');
  const sides = sidesOf(gateway, link);
  const sum = async (count: (side: Side) => Promise<number>): Promise<number> =>
    (await Promise.all(sides.map(count))).reduce((a, b) => a + b);
  let vendorCallsByScanners = 0;
  try {
    for (let made = 0; made < links * sides.length; made++) {
      const url = await sides[made % sides.length]!.issue();
      const before = await sum((side) => side.calls());
      await trial.scan(url, fetches);
      vendorCallsByScanners += (await sum((side) => side.calls())) - before;
      await trial.visit(url);
    }
    const [vendorGrants, consentHandles] = [
      await sum((side) => side.grants()),
      (await gateway.sandbox.effects('consent.created')).length,
    ];
    const { clicks: humanClicks, deadEnds } = trial;
    const isPassed =
      vendorCallsByScanners === 0 && vendorGrants === humanClicks && consentHandles === links && deadEnds.length === 0;
    const seconds = Math.round((performance.now() - begun) / 1000);
    return {
      campaign: 'durable-links',
      seed,
      isPassed,
      links: links * sides.length,
      scannerFetches: links * sides.length * fetches,
      vendorCallsByScanners,
      humanClicks,
      vendorGrants,
      consentHandles,
      deadEnds: deadEnds.slice(0, 10),
      seconds,
    };
  } finally {
    await browser.close();
    await gateway.close();
  }
}

/** Control with the vendor's own links: passes when visits do not reach the vendor's page. */
export async function durableLinksControl(plan: DurableLinksPlan): Promise<DurableLinksResult> {
  const result = await durableLinks({ ...plan, link: 'one-time' });
  return { ...result, campaign: 'durable-links, with one-time links', isPassed: result.deadEnds.length > 0 };
}

if (require.main === module) {
  const plan = flags({ links: 10, fetches: 50 });
  void fromCommandLine(
    () => durableLinks(plan),
    () => durableLinksControl({ ...plan, links: 1 }),
  );
}
