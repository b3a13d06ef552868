import { forgeries } from '../../campaigns/forgeries';

describe('webhooks that are genuine apart from one alteration', () => {
  it('are all refused with 401, and the genuine ones among them are all accepted', async () => {
    const result = await forgeries({ seed: 1, mutated: 660, genuine: 66 });
    expect(result).toMatchObject({
      isPassed: true,
      answers: { 401: 660 },
      genuineAnswers: { 200: 66 },
      wrongKinds: [],
      stored: 66,
      audited: 660,
    });
  }, 120_000);

  it('control: they are accepted when their secret is valid', async () => {
    const result = await forgeries({ seed: 1, mutated: 44, genuine: 4, isOpen: true });
    expect(result.isPassed).toBe(false);
    expect(result.wrongKinds).toEqual(['the wrong secret: 200']);
  }, 120_000);
});
