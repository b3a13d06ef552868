import fs from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The impact of problems that keep somebody from using a page. */
const SERIOUS = ['serious', 'critical'];

/** What axe-core finds serious on a page, by all its rules or by one. Empty: nothing. Needs scripts. */
export async function barriers(page: Page, only?: 'color-contrast'): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(AXE);
  const options = { resultTypes: ['violations'], preload: false, ...(only && { runOnly: [only] }) };
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => ({ id, impact, html }))))`)) as {
    id: string;
    impact: string;
    html: string;
  }[];
  return found.filter(({ impact }) => SERIOUS.includes(impact)).map(({ id, html }) => `${id}: ${html.slice(0, 160)}`);
}

/** The windows of these widths in which the page is wider than the window. */
export async function tooWideFor(page: Page, widths: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    if ((await page.evaluate('document.documentElement.scrollWidth > innerWidth')) === true) found.push(width);
  }
  return found;
}
