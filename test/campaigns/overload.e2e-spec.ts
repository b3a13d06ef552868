import { overload, overloadControl } from '../../campaigns/overload';

const PLAN = {
  seed: 20260115,
  seconds: 0.6,
  rounds: 1,
  mostRounds: 1,
  warmUp: 0.5,
  environment: { MAX_IN_FLIGHT: '8' },
};

describe('more requests than can be answered', () => {
  it('are turned away in order: 503 with Retry-After, and no trace of them', async () => {
    const result = await overload(PLAN);
    expect(result).toMatchObject({ isOrderly: true });
    expect(result.refused).toBeGreaterThan(0);
  }, 120_000);

  it('would not be turned away without a door', async () => {
    expect(await overloadControl(PLAN)).toMatchObject({ isPassed: true, refused: 0 });
  }, 120_000);
});
