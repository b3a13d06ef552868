import { overload, overloadControl } from '../../campaigns/overload';

const PLAN = {
  seed: 20260115,
  seconds: 0.6,
  rounds: 1,
  mostRounds: 1,
  warmUp: 0.5,
  environment: { MAX_IN_FLIGHT: '8' },
};

describe('more requests than can be served', () => {
  it('are shed with 503 and Retry-After, without any effect', async () => {
    const result = await overload(PLAN);
    expect(result).toMatchObject({ isOrderly: true });
    expect(result.refused).toBeGreaterThan(0);
  }, 120_000);

  it('control: they are not shed without admission control', async () => {
    expect(await overloadControl(PLAN)).toMatchObject({ isPassed: true, refused: 0 });
  }, 120_000);
});
