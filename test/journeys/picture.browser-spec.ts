import type { Browser } from 'playwright-core';
import { journeyPicture } from '../../src/journeys/picture/journey-picture';
import { launchBrowser } from '../support/browser';
import { FATES } from '../support/told-journeys';

describe('the picture of a journey on a telephone of 390 pixels', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('cuts no text, in any fate', async () => {
    const page = await browser.newPage();
    const pictures = Object.values(FATES).map((fate, index) => {
      const { journey, now } = fate();
      return journeyPicture(journey, now, `picture-${index}`).svg;
    });
    await page.setContent(`<body style="margin: 0; width: 340px; font-family: system-ui">${pictures.join('')}</body>`);
    const cut = await page.evaluate(`[...document.querySelectorAll('text')]
      .filter((text) => text.getBoundingClientRect().right > 340.5).map((text) => text.textContent)`);
    expect(cut).toEqual([]);
  });
});
