import type { Page } from 'playwright-core';

/** A folder for pictures of the pages, for people to look at; none without it. */
const FOLDER = process.env.PAGE_PICTURES;

/** Pictures of a whole page, `<name>.<width>.png`, when PAGE_PICTURES names a folder. */
export async function takePictures(page: Page, name: string, widths: readonly number[] = [1280, 390]): Promise<void> {
  if (!FOLDER) return;
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({
      path: `${FOLDER}/${name.replaceAll(/[^A-Za-z0-9.]+/g, '-')}.${width}.png`,
      fullPage: true,
    });
  }
}

/**
 * What a page asks of other origins than `origin`, and the errors in its console, such as what its policy refuses:
 * grows from now on. A page that is answered with an error's status is none.
 */
export function troublesOf(page: Page, origin: string): string[] {
  const [troubles, visited] = [[] as string[], new Set<string>()];
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== new URL(origin).origin && protocol !== 'data:') troubles.push(request.url());
    if (request.isNavigationRequest()) visited.add(request.url());
  });
  page.on('console', (message) => {
    const isOfPage = visited.has(message.location().url) && message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isOfPage) troubles.push(message.text());
  });
  return troubles;
}
