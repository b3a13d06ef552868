import { vendor503, vendor503Control } from '../../campaigns/vendor-503';

const PLAN = { seed: 20260115, seconds: 2, rate: 60 };

describe('a vendor that answers nothing but 503', () => {
  it('gets at most 1.10 calls for each request, even without a circuit breaker', async () => {
    const result = await vendor503({ ...PLAN, environment: { VENDOR_BREAKER: 'off' } });
    expect(result).toMatchObject({ isOrderly: true });
    expect(result.ratio).toBeLessThanOrEqual(1.1);
    expect(result.ratio).toBeGreaterThan(1);
  }, 120_000);

  it('gets hardly any calls with a circuit breaker, and is used again when it works', async () => {
    const result = await vendor503(PLAN);
    expect(result).toMatchObject({ isOrderly: true, recoverySeconds: expect.any(Number) });
    expect(result.ratio).toBeLessThan(0.5);
  }, 120_000);

  it('control: it gets more calls without a retry budget', async () => {
    expect(await vendor503Control(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
