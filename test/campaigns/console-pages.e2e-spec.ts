import { measureConsole } from '../../campaigns/console-pages';

/** The short form of `node dist/campaigns/console-pages.js`; how fast it is, only the long form says. */
describe('the pages of the console', () => {
  it('are all answered from full tables', async () => {
    const { pages, slowest } = await measureConsole({ seed: 7, journeys: 2_000, requests: 1 });
    expect(pages).toBeGreaterThan(10);
    expect(Object.keys(slowest).length).toBeGreaterThan(10);
  }, 60_000);
});
