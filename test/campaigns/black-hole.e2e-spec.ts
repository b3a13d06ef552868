import { blackHole, blackHoleControl } from '../../campaigns/black-hole';

const PLAN = {
  seed: 20260115,
  seconds: 4,
  rounds: 1,
  mostRounds: 1,
  rate: 40,
  otherRate: 10,
  environment: { VENDOR_DEADLINE_MS: '2500', VENDOR_CONCURRENCY: '24', VENDOR_QUEUE: '8' },
};

describe('a vendor that takes everything and answers nothing', () => {
  it('costs the requests to the other vendor not one answer', async () => {
    expect(await blackHole(PLAN)).toMatchObject({ errors: 0, isOrderly: true });
  }, 120_000);

  it('would cost some if both shared a line', async () => {
    expect(await blackHoleControl(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
