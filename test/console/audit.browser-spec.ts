import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { WholeLog } from '../../src/audit/history/whole-log';
import { EvidenceContents } from '../../src/evidence/evidence-contents';
import { reportOf } from '../../src/evidence/pack/report';
import { VerifierKeys } from '../../src/tlog/verifier-keys';
import { barriers, tooWideFor } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { treeSize } from '../support/log';
import { takePictures, troublesOf } from '../support/page-watch';

const WIDTHS = [320, 390, 768, 1280, 1920];
const REASON = 'INC-4711: the person asks';

interface BrowserVerifier {
  verifyReceipt(receipt: string, vkeys: readonly string[]): Promise<{ verdict: string }>;
}

const entryIdOf = (leaf: Buffer): string =>
  (JSON.parse(leaf.toString().split('\n')[1]!) as { entry_id: string }).entry_id;

/** A person before the console, who has not seen it; counts their clicks. */
class Visitor {
  clicks = 0;

  constructor(readonly page: Page) {}

  async click(role: 'link' | 'button', name: string | RegExp): Promise<void> {
    this.clicks += 1;
    await this.page.getByRole(role, { name }).first().click();
    await this.page.waitForLoadState();
  }

  /** A name that unfolds a form. */
  async unfold(name: string): Promise<void> {
    this.clicks += 1;
    await this.page.locator('summary', { hasText: name }).first().click();
  }

  async reads(): Promise<string> {
    return (await this.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  }
}

describe('the page Audit', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let consent: { handle: string; mobile: string; subjectId: string };
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const { handle, body } = await given.consent({ event: 'approve' });
    const { body: journey } = await api.journey(handle).expect(200);
    consent = { handle, mobile: body.partyIdentifierValue, subjectId: journey.subject_id as string };
    await sealed();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  /** Waits until a checkpoint covers all entries. */
  async function sealed(): Promise<void> {
    const [{ n } = { n: 0 }] = await gateway.database.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM portico.audit_entries',
    );
    await eventually(
      () => treeSize(gateway.database),
      (size) => size >= n,
    );
  }

  async function visit(act: (visitor: Visitor) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const troubles = troublesOf(page, gateway.url);
    try {
      await page.goto(`${gateway.url}/console`);
      await act(new Visitor(page));
      expect(troubles).toEqual([]);
    } finally {
      await context.close();
    }
  }

  it('proves in three clicks that this person consented at that time', async () => {
    await visit(async (visitor) => {
      await visitor.click('link', /Audit/);
      await visitor.page.getByLabel('Reference').fill(consent.handle);
      await visitor.click('button', 'Search');
      expect(await visitor.reads()).toContain('The person gave this consent.');
      await visitor.click('link', 'Show the proof');
      const status = visitor.page.getByRole('status');
      await status.filter({ hasText: /^Verified: this is entry \d+ of portico\.local\/audit, unchanged/ }).waitFor();
      expect(await status.getAttribute('class')).toContain('good');
      expect(visitor.clicks).toBeLessThanOrEqual(3);
      expect(await visitor.reads()).toMatch(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC/);

      await visitor.page.locator('summary', { hasText: 'Receipt' }).click();
      const receipt = visitor.page.getByLabel('Receipt');
      const vkeys = await gateway.app.get(VerifierKeys, { strict: false }).all();
      const whole = await receipt.inputValue();
      await receipt.fill(whole.replace(/^index (\d+)/m, 'index 1$1'));
      await status.filter({ hasText: 'NOT verified:' }).waitFor();
      expect(await status.getAttribute('class')).toContain('bad');
      const log = gateway.app.get(WholeLog, { strict: false });
      const shown = visitor.page.url().split('/').at(-1);
      const { entries } = await log.list({ subject: consent.subjectId }, 4);
      const ids = entries.map(({ leaf }) => entryIdOf(leaf));
      const otherId = ids.find((id) => id !== shown)!;
      await receipt.fill((await log.receiptOnceSealed(otherId))!);
      await status.filter({ hasText: `NOT verified: this receipt is of another entry: ${otherId}.` }).waitFor();
      expect(await status.getAttribute('class')).toContain('bad');
      await receipt.fill(whole);
      await status.filter({ hasText: /^Verified/ }).waitFor();
      await visitor.page.getByLabel('Keys that you trust').fill('another.log/audit+00000000+AAAA');
      await status.filter({ hasText: 'a key that you trust cannot be read: ' }).waitFor();
      await visitor.page.getByLabel('Keys that you trust').fill(`  ${vkeys.join('  \n ')} `);
      await status.filter({ hasText: /^Verified/ }).waitFor();
    });
  }, 60_000);

  it('shows in three clicks all that was done with the data of a person, and whose look it was', async () => {
    await visit(async (visitor) => {
      await visitor.click('link', /Audit/);
      await visitor.page.getByLabel('Mobile number').fill(consent.mobile);
      await visitor.page.getByLabel('Reason').first().fill(REASON);
      await visitor.click('button', 'Find the person');
      const text = await visitor.reads();
      expect(visitor.clicks).toBeLessThanOrEqual(3);
      for (const sentence of [
        'Everything that Portico did with the data of this person or company',
        'FinPro was asked to create a consent.',
        'Read at FinPro: The person gave this consent.',
        'An operator looked for a person',
        `Why: ${REASON}`,
      ])
        expect(text).toContain(sentence);
      expect(text + visitor.page.url()).not.toContain(consent.mobile);
    });
  }, 60_000);

  it('takes what identifies a person into no address, and leads to the form for people', async () => {
    await visit(async ({ page }) => {
      await page.goto(`${gateway.url}/console/audit`);
      await page.getByLabel('Reference').fill(` +91 ${consent.mobile}`);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('alert').filter({ hasText: 'This looks like a mobile number' }).waitFor();
      expect(await page.content()).not.toContain(consent.mobile);
      expect(page.url()).toBe(`${gateway.url}/console/audit/find`);
      await page.locator('#identifier').fill(consent.mobile);
      const answer = await page.goto(`${gateway.url}/console/audit?reference=${consent.mobile}`);
      expect([answer!.status(), await answer!.text()]).toEqual([400, expect.not.stringContaining(consent.mobile)]);
    });
  }, 60_000);

  it('keeps what was typed where a person is looked for without a reason', async () => {
    await visit(async ({ page }) => {
      await page.goto(`${gateway.url}/console/audit`);
      await page.locator('#identifier').fill(consent.mobile);
      await page.locator('#person-reason').evaluate((field) => field.removeAttribute('required'));
      await page.getByRole('button', { name: 'Find the person' }).click();
      await page.getByRole('alert').filter({ hasText: 'No person was looked for. The reason must be 3' }).waitFor();
      expect(await page.locator('#identifier').inputValue()).toBe(consent.mobile);
    });
  }, 60_000);

  it('names days of which the last is before the first', async () => {
    await visit(async ({ page }) => {
      const answer = await page.goto(`${gateway.url}/console/audit?since=2026-12-30&until=2026-01-01`);
      expect(answer!.status()).toBe(400);
      expect(await page.locator('main').innerText()).toContain('must not be before the day in');
    });
  }, 60_000);

  it('judges receipts in a browser as it does in Node, and says where it cannot', async () => {
    await visit(async ({ page }) => {
      const log = gateway.app.get(WholeLog, { strict: false });
      const { entries } = await log.list({ subject: consent.subjectId }, 4);
      const vkeys = await gateway.app.get(VerifierKeys, { strict: false }).all();
      const receipts: string[] = [];
      for (const { leaf } of entries) {
        const receipt = (await log.receiptOnceSealed(entryIdOf(leaf)))!;
        const others = [70, 300, receipt.length - 30].map(
          (at) => `${receipt.slice(0, at)}${receipt[at] === 'A' ? 'B' : 'A'}${receipt.slice(at + 1)}`,
        );
        receipts.push(receipt, ...others, receipt.slice(0, -1), receipt.replace('extra', 'more'));
      }
      const judge = `(async ([receipts, vkeys]) => {
        const verdicts = [];
        for (const one of receipts) verdicts.push((await porticoVerifier.verifyReceipt(one, vkeys)).verdict);
        return verdicts;
      })(${JSON.stringify([receipts, vkeys])})`;
      await page.goto(`${gateway.url}/console/audit?reference=${consent.handle}`);
      await page.getByRole('link', { name: 'Show the proof' }).first().click();
      await page.getByRole('status').filter({ hasText: 'Verified' }).waitFor();
      require(path.resolve('src/console/audit/verifier.js'));
      const { porticoVerifier } = globalThis as unknown as { porticoVerifier: BrowserVerifier };
      const inNode: string[] = [];
      for (const one of receipts) inNode.push((await porticoVerifier.verifyReceipt(one, vkeys)).verdict);
      const inBrowser = await page.evaluate<string[]>(judge);
      expect(inBrowser).toEqual(inNode);
      expect(inBrowser.filter((verdict) => verdict === 'verified')).toHaveLength(entries.length);
      expect(new Set(inBrowser)).toEqual(new Set(['verified', 'refuted', 'unreadable']));

      await page.addInitScript(
        'crypto.subtle.importKey = async () => { throw new DOMException("", "NotSupportedError"); };',
      );
      await page.reload();
      await page
        .getByRole('status')
        .filter({ hasText: 'Your browser cannot check it: this browser has no Ed25519' })
        .waitFor();
      expect(await page.getByRole('status').getAttribute('class')).toContain('waiting');
    });
  }, 60_000);

  it('makes an evidence pack and an export, each with a reason', async () => {
    await visit(async ({ page }) => {
      await page.goto(`${gateway.url}/console/audit?reference=${consent.handle}`);
      await page.locator('summary', { hasText: 'Make an evidence pack' }).click();
      await page.locator('#pack-reason').fill(REASON);
      const [pack] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Make an evidence pack' }).click(),
      ]);
      expect(pack.suggestedFilename()).toMatch(/^portico-evidence-[0-9a-f-]{36}\.zip$/);
      expect(
        fs
          .readFileSync(await pack.path())
          .subarray(0, 2)
          .toString(),
      ).toBe('PK');
      await page.goto(`${gateway.url}/console/audit`);
      await page.locator('summary', { hasText: 'Export with receipts' }).click();
      await page.locator('#export-reason').fill(REASON);
      const [lines] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export with receipts' }).click(),
      ]);
      expect(fs.readFileSync(await lines.path(), 'utf8').split('\n')[0]).toContain('c2sp.org/tlog-proof@v1');
    });
    const acts = await gateway.database.query<{ action: string; detail: Record<string, unknown> }>(
      "SELECT action, detail FROM portico.audit_entries WHERE detail->>'reason' = $1 AND action <> " +
        "'privacy.subject.found' ORDER BY entry_id",
      [REASON],
    );
    expect(acts.map(({ action, detail: { operator, role } }) => [action, operator, role])).toEqual([
      ['privacy.evidence.made', 'sandbox', 'auditor'],
      ['operator.log.export', 'sandbox', 'auditor'],
    ]);
  }, 60_000);

  it('says what it did not find, and shows without scripts what it shows', async () => {
    await visit(
      async (visitor) => {
        await visitor.page.goto(`${gateway.url}/console/audit?reference=no-such-thing`);
        expect(await visitor.reads()).toContain('Nothing is recorded under this reference.');
        await visitor.page.goto(`${gateway.url}/console/audit?reference=${consent.handle}`);
        await visitor.click('link', 'Show the proof');
        expect(await visitor.reads()).toContain('it runs no scripts: the command below checks it');
      },
      { javaScriptEnabled: false },
    );
  }, 60_000);

  it('makes a report that can be read from a file, at any width and in both colours', async () => {
    const content = await gateway.app.get(EvidenceContents, { strict: false }).collect(
      { requestId: consent.subjectId, clientId: null, actor: 'operator' },
      {
        about: 'subject',
        id: consent.subjectId,
        since: null,
        until: null,
        personal: 'masked',
        reason: REASON,
        vkeys: await gateway.app.get(VerifierKeys, { strict: false }).all(),
      },
    );
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-report-'));
    const file = path.join(folder, 'report.html');
    // As in a log of some age: the number of an entry has six digits.
    const entries = content.entries.map((one) => ({ ...one, leafIndex: one.leafIndex + 100_000 }));
    fs.writeFileSync(file, reportOf({ ...content, entries }));
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('console', (message) => void problems.push(message.text()));
      await page.goto(`file://${file}`);
      expect(await page.locator('figure > svg').count()).toBe(1);
      expect({ problems, barriers: await barriers(page), wide: await tooWideFor(page, WIDTHS) }).toEqual({
        problems: [],
        barriers: [],
        wide: [],
      });
      await takePictures(page, `report.${colorScheme}`);
      await page.setViewportSize({ width: 1100, height: 800 });
      const broken = `[...document.querySelectorAll('tbody td:first-child')].filter((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getClientRects().length > 1;
      }).length`;
      expect(await page.evaluate(broken)).toBe(0);
      await context.close();
    }
    fs.rmSync(folder, { recursive: true });
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'can be used by everybody, at any width, in %s',
    async (colorScheme) => {
      await visit(
        async ({ page }) => {
          const entry = await gateway.database.query<{ entry_id: string }>(
            "SELECT entry_id FROM portico.audit_entries WHERE action = 'consent.status.observed' LIMIT 1",
          );
          const paths = {
            newest: '/console/audit',
            answers: `/console/audit?reference=${consent.handle}`,
            entry: `/console/audit/entries/${entry[0]!.entry_id}`,
          };
          for (const [name, address] of Object.entries(paths)) {
            const answer = await page.goto(gateway.url + address);
            expect(answer!.headers()['content-security-policy']).not.toContain('unsafe-inline');
            if (name === 'entry') await page.getByRole('status').filter({ hasText: 'Verified' }).waitFor();
            expect({ name, barriers: await barriers(page), wide: await tooWideFor(page, WIDTHS) }).toEqual({
              name,
              barriers: [],
              wide: [],
            });
            await takePictures(page, `audit-${name}.${colorScheme}`);
          }
        },
        { colorScheme },
      );
    },
    60_000,
  );
});
