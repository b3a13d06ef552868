import { consumerSuites } from '../../campaigns/consumer-suites';

describe('copies of the example suite at once', () => {
  it('do not notice each other, and leave nothing behind', async () => {
    const result = await consumerSuites({ seed: 1, rounds: 1, copies: 3 });
    expect(result).toMatchObject({ isPassed: true, ran: 3, failed: [], isGone: true });
  }, 120_000);
});
