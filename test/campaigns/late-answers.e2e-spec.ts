import { lateAnswers, lateAnswersControl } from '../../campaigns/late-answers';

/** Short form: a second of the caller lasts a twentieth of a second, and the vendor's deadline is one second. */
const SHORT = { seed: 1, late: 3, deadline: 1_000, second: 50 };

describe('a vendor that answers after the deadline, while callers retry', () => {
  it('makes one effect for each key, or accountID without a key; callers learn what to do and when', async () => {
    const result = await lateAnswers(SHORT);
    expect(result.effects).toEqual(result.distinct);
    expect(result).toMatchObject({ isPassed: true, orphans: 0, open: 0, untold: 0, untrue: 0 });
  }, 120_000);

  it('control: consents are doubled when a lost request is sent again at once', async () => {
    const result = await lateAnswersControl(SHORT);
    expect(result.effects['consent, without a key']).toBeGreaterThan(result.distinct['consent, without a key']!);
    expect(result.effects['consent, with a key']).toBeGreaterThan(result.distinct['consent, with a key']!);
  }, 120_000);
});
