import { soak, soakControl } from '../../campaigns/soak';

const PLAN = { seed: 20260115, seconds: 5, load: 30 };

describe('a long steady load with a vendor that fails now and then', () => {
  it('ends without leaks and with consistent data', async () => {
    expect(await soak(PLAN)).toMatchObject({ isOrderly: true });
  }, 180_000);

  it('control: a leak is detected', async () => {
    expect(await soakControl({ ...PLAN, load: 80 })).toMatchObject({ isPassed: true });
  }, 180_000);
});
