import { documentCampaign, documentControl } from '../../campaigns/document';

describe('requests that are made from openapi.json alone', () => {
  it('are answered as it says, and refused only where it forbids them or names a rule', async () => {
    const { isPassed, first, findings, valid, succeeded } = await documentCampaign({ seed: 1, requests: 250 });
    expect({ isPassed, findings, first }).toEqual({
      isPassed: true,
      findings: { undocumented: 0, misshapen: 0, failed: 0, accepted: 0, refused: 0 },
      first: [],
    });
    expect(valid).toBeGreaterThan(120);
    expect(succeeded).toBeGreaterThan(30);
  }, 120_000);

  it('would show a document that differs from what happens', async () => {
    expect(await documentControl({ seed: 1, requests: 60 })).toMatchObject({ isPassed: true, missed: [] });
  }, 120_000);
});
