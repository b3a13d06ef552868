import { documentCampaign, documentControl } from '../../campaigns/document';

describe('requests made from openapi.json alone', () => {
  it('are answered as it documents, and refused only where it forbids them or by a named rule', async () => {
    const { isPassed, first, findings, valid, succeeded } = await documentCampaign({ seed: 1, requests: 250 });
    expect({ isPassed, findings, first }).toEqual({
      isPassed: true,
      findings: { undocumented: 0, misshapen: 0, failed: 0, accepted: 0, refused: 0 },
      first: [],
    });
    expect(valid).toBeGreaterThan(120);
    expect(succeeded).toBeGreaterThan(30);
  }, 120_000);

  it('control: a document that differs from the behaviour is detected', async () => {
    expect(await documentControl({ seed: 1, requests: 60 })).toMatchObject({ isPassed: true, missed: [] });
  }, 120_000);
});
