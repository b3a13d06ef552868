import { keys, keysControl } from '../../campaigns/keys';

describe('many concurrent requests with the same keys', () => {
  it('have one effect for each key and consumer, one answer in the same bytes, and 422 for another body', async () => {
    const result = await keys({ seed: 1, keys: 12, concurrent: 24 });
    expect(result).toMatchObject({ isPassed: true, distinct: 14, effects: 14, otherAnswers: 0, notOnce: 0 });
    expect([result.altered, result.alteredRefused]).toEqual([24, 24]);
  }, 120_000);

  it('control: there are more effects when a key lease is granted unconditionally', async () => {
    const result = await keysControl({ seed: 1, keys: 6, concurrent: 16 });
    expect(result.effects).toBeGreaterThan(result.distinct);
    expect(result.alteredRefused).toBeLessThan(result.altered);
  }, 120_000);
});
