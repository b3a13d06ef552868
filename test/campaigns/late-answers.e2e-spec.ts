import { lateAnswers, lateAnswersControl } from '../../campaigns/late-answers';

/** A second of the caller is a twentieth of one here, and the vendor has one second. */
const SHORT = { seed: 1, late: 3, deadline: 1_000, second: 50 };

describe('a vendor that answers after the deadline, while callers ask again', () => {
  it(
    'has one effect for each key, and for each accountID without a key; nobody is left without knowing what to do ' +
      'and when',
    async () => {
      const result = await lateAnswers(SHORT);
      expect(result.effects).toEqual(result.distinct);
      expect(result).toMatchObject({ isPassed: true, orphans: 0, open: 0, untold: 0, untrue: 0 });
    },
    120_000,
  );

  it('would have doubled consents if a lost request were sent again at once', async () => {
    const result = await lateAnswersControl(SHORT);
    expect(result.effects['consent, without a key']).toBeGreaterThan(result.distinct['consent, without a key']!);
    expect(result.effects['consent, with a key']).toBeGreaterThan(result.distinct['consent, with a key']!);
  }, 120_000);
});
