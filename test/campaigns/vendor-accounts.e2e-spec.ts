import {
  mixedAccounts,
  mixedAccountsControl,
  noisyConsumer,
  noisyConsumerControl,
} from '../../campaigns/vendor-accounts';

const SEED = 20260115;
const NOISY = {
  seed: SEED,
  seconds: 3,
  rounds: 1,
  rate: 160,
  otherRate: 10,
  environment: { VENDOR_CONCURRENCY: '8', VENDOR_QUEUE: '8' },
};

describe('two accounts at each vendor', () => {
  it('no call about a journey is signed with the key of another account', async () => {
    expect(await mixedAccounts({ seed: SEED, requests: 300 })).toMatchObject({ isPassed: true, mixed: 0, refused: 0 });
  }, 120_000);

  it('control: a build that signs one of twenty calls with another key is found out', async () => {
    expect(await mixedAccountsControl({ seed: SEED, requests: 150 })).toMatchObject({ isPassed: true });
  }, 120_000);
});

describe('a consumer that asks for more than the bulkhead holds', () => {
  it('causes no failure of the requests of another consumer', async () => {
    const { errors, figures } = await noisyConsumer(NOISY);
    expect(errors).toBe(0);
    expect(Object.keys(figures.noise as object)).toContain('503');
  }, 120_000);

  it('control: it does where all consumers share the queue', async () => {
    expect(await noisyConsumerControl(NOISY)).toMatchObject({ isPassed: true });
  }, 120_000);
});
