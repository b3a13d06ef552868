import { durableLinks, durableLinksControl } from '../../campaigns/durable-links';

const PLAN = { seed: 20260115, links: 1, fetches: 50 };

describe('durable links, through scanners and in the hands of people', () => {
  it('lead nobody into a dead end, and nothing but a person to the vendor', async () => {
    expect(await durableLinks(PLAN)).toMatchObject({
      isPassed: true,
      scannerFetches: 100,
      vendorCallsByScanners: 0,
      humanClicks: 10,
      vendorGrants: 10,
      consentHandles: 1,
      deadEnds: [],
    });
  }, 120_000);

  it("would not, if they were the vendor's own", async () => {
    expect((await durableLinksControl(PLAN)).deadEnds).not.toEqual([]);
  }, 120_000);
});
