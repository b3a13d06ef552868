import { kill, killControl } from '../../campaigns/kill';

const PLAN = { seed: 20260115, clients: 6, replicas: 2, every: 800 };

describe('replicas that are killed at random moments', () => {
  it('leave no effect without intent, no answer without outcome, one effect a key, and no open intent', async () => {
    const result = await kill({ ...PLAN, kills: 3 });
    expect(result).toMatchObject({
      isPassed: true,
      effectWithoutIntent: 0,
      answerWithoutOutcome: 0,
      keyWithSeveralEffects: 0,
      keyWithSeveralAnswers: 0,
      intentWithoutOutcome: 0,
      unanswered: 0,
      unexpected: [],
    });
    expect(result.acknowledged).toBeGreaterThan(20);
  }, 180_000);

  it('control: there are effects without intent when the audit row is written after the call', async () => {
    const result = await killControl({ ...PLAN, kills: 1 });
    expect(result.effectWithoutIntent).toBeGreaterThan(0);
  }, 180_000);
});
