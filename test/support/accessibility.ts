import type { Page } from 'playwright-core';

/** Controls without an accessible name. */
const NAMELESS = `[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
  .filter((one) => !(one.labels?.length || one.textContent.trim() || one.getAttribute('aria-label')))
  .map((one) => one.outerHTML)`;

/** Texts whose contrast with their background is below 4.5 to 1. */
const PALE = `(() => {
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const light = ({ r, g, b }) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.a === 1) return color;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')].filter(hasText).flatMap((one) => {
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5 ? [one.outerHTML.slice(0, 120)] : [];
  });
})()`;

/** Accessibility problems of a page: controls without a name, texts of low contrast, and its width in pixels. */
export async function inspect(page: Page): Promise<{ nameless: unknown; pale: unknown; width: unknown }> {
  return {
    nameless: await page.evaluate(NAMELESS),
    pale: await page.evaluate(PALE),
    width: await page.evaluate('document.documentElement.scrollWidth'),
  };
}
