import { forgeries } from './forgeries';

describe('webhooks that are genuine but for one thing', () => {
  it('are all refused with 401, and the genuine ones between them are all taken', async () => {
    const result = await forgeries({ seed: 1, mutated: 1_100, genuine: 110 });
    expect(result).toMatchObject({
      isPassed: true,
      answers: { 401: 1_100 },
      genuineAnswers: { 200: 110 },
      wrongKinds: [],
      stored: 110,
      audited: 1_100,
    });
  }, 120_000);

  it('would be taken if their secret were good', async () => {
    const result = await forgeries({ seed: 1, mutated: 220, genuine: 22, isOpen: true });
    expect(result.isPassed).toBe(false);
    expect(result.wrongKinds).toEqual(['the wrong secret: 200']);
  }, 120_000);
});
