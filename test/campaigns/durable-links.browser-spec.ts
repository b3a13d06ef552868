import { durableLinks, durableLinksControl } from '../../campaigns/durable-links';

const PLAN = { seed: 20260115, links: 1, fetches: 50 };

describe('durable links opened by link scanners and by people', () => {
  it("every visit ends on the vendor's page, and only people's visits call the vendor", async () => {
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

  it("control: with the vendor's own links they do not", async () => {
    expect((await durableLinksControl(PLAN)).deadEnds).not.toEqual([]);
  }, 120_000);
});
