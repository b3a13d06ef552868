import { rateLimit, rateLimitControl } from '../../campaigns/rate-limit';

const PLAN = { seed: 20260115, seconds: 2, limit: 40, replicas: 2 };

describe('one consumer that floods several replicas from many addresses', () => {
  it('gets exactly its limit accepted, over all replicas', async () => {
    expect(await rateLimit(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);

  it('control: it gets more accepted when each replica counts alone', async () => {
    expect(await rateLimitControl(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
