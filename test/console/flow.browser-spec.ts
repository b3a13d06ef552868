import type { Browser, Page } from 'playwright-core';
import { FlowRounds } from '../../src/journeys/flow/flow-rounds';
import { FlowService } from '../../src/journeys/flow/flow.service';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { fatedJourneys, writeFated } from '../support/fated-journeys';
import { type RunningGateway, startGateway } from '../support/gateway';
import { takePictures, troublesOf } from '../support/page-watch';

const WIDTHS = [320, 390, 768, 1280, 1920];
const COUNT = 480;

describe('the page on how journeys go, in a browser', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let page: Page;
  /** What was asked of other origins, and what the page's policy refused. */
  let outside: string[];
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    const [consumer] = await gateway.database.query<{ id: string }>(
      "SELECT consumer_id AS id FROM portico.consumers WHERE client_id = 'demo-consumer'",
    );
    await writeFated(gateway.database.url, fatedJourneys(COUNT, 7, [consumer!.id]).rows);
    const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const [rounds, flow] = [FlowRounds, FlowService].map((one) => gateway.app.get(one as never, { strict: false })) as [
      FlowRounds,
      FlowService,
    ];
    const began = async (journey: 'onboarding' | 'consent'): Promise<number> =>
      (await flow.figures({ journey, consumerId: null, from: day(91), to: day(0) })).steps[0]!.reached;
    await eventually(
      async () => {
        await rounds.round();
        return (await began('onboarding')) + (await began('consent'));
      },
      (count) => count === COUNT,
    );
    page = await (await browser.newContext()).newPage();
    outside = troublesOf(page, gateway.url);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });
  afterEach(() => expect(outside.splice(0)).toEqual([]));

  const follow = async (name: RegExp): Promise<void> => {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('link', { name }).first().click()]);
  };
  /** In both colours: no barrier, and at no width a page that is wider than its window. */
  const expectUsable = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([name, colorScheme, await barriers(page)]).toEqual([name, colorScheme, []]);
      expect([name, await tooWideFor(page, WIDTHS)]).toEqual([name, []]);
      await takePictures(page, `${name}.${colorScheme}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  it('answers how many drop out where, and how long they wait, and leads to one of them in three clicks', async () => {
    await page.goto(`${gateway.url}/console`);
    await follow(/How many drop out at which step, and how long do they wait/);
    const said = (await page.locator('#funnel + *').innerText()).replaceAll(/\s+/g, ' ');
    expect(said).toMatch(
      /^Of \d+ journeys that began, \d+ \([\d.]+ %\) were approved, \d+ dropped out and \d+ are under way\./,
    );
    expect(await page.getByRole('row').allInnerTexts()).toContainEqual(
      expect.stringMatching(
        /^The link has expired, and the user did not come back from it\.\s+The user was given a link\s+\d+/,
      ),
    );
    await expectUsable('flow');
    await follow(/^\d+: The link has expired/);
    expect(await page.locator('h1').innerText()).toBe(
      'Onboarding of businesses: The link has expired, and the user did not come back from it, ' +
        'after “The user was given a link”',
    );
    await expectUsable('flow-list');
    await follow(/^[0-9a-f]{8}-/);
    expect((await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')).toContain('The link has expired');
  });

  it('shows the same without JavaScript, by kind, consumer and days', async () => {
    const bare = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await bare.goto(`${gateway.url}/console/flow`);
    await bare.getByLabel('Kind').selectOption('consent');
    await bare.getByLabel('Consumer').selectOption('demo-consumer');
    await bare.getByRole('button', { name: 'Show' }).click();
    expect(new URL(bare.url()).search).toContain('journey=consent&consumer=demo-consumer');
    expect(await bare.getByText(/journeys that began/).innerText()).toMatch(/^Of \d+ journeys/);
    expect(await bare.getByLabel('Kind').inputValue()).toBe('consent');
    await bare.close();
  });
});
