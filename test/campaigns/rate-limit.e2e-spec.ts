import { rateLimit, rateLimitControl } from '../../campaigns/rate-limit';

const PLAN = { seed: 20260115, seconds: 2, limit: 40, replicas: 2 };

describe('one consumer that floods several replicas from ever other addresses', () => {
  it('gets as many requests in as it may, over all of them', async () => {
    expect(await rateLimit(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);

  it('would get more in if each replica counted for itself', async () => {
    expect(await rateLimitControl(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
