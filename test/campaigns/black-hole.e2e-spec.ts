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

describe('a vendor that accepts requests and answers none', () => {
  it('causes no failure of requests to the other vendor', async () => {
    expect(await blackHole(PLAN)).toMatchObject({ errors: 0, isOrderly: true });
  }, 120_000);

  it('control: it does when both vendors share a pipeline', async () => {
    expect(await blackHoleControl(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
