import { forgeryControl, lossControl, webhooks } from '../../campaigns/webhooks';

const PLAN = { seed: 1, webhooks: 100, replicas: 2, kills: 1 };
const CONTROL = { seed: 1, webhooks: 50, replicas: 1, kills: 0 };

describe('duplicate, late and forged webhooks, while replicas are killed', () => {
  it("every customer has the vendor's status, each event is applied once, and forged ones are refused", async () => {
    const result = await webhooks(PLAN);
    expect(result).toMatchObject({
      isPassed: true,
      distinct: 60,
      duplicates: 30,
      forged: 10,
      refused: 10,
      kills: 1,
      wrongAnswers: 0,
      forgedStored: 0,
      notAppliedOnce: 0,
      wrongStates: 0,
      wrongEvents: 0,
    });
    expect(result.outOfOrder).toBeGreaterThanOrEqual(30);
  }, 180_000);

  it("control: forged webhooks are accepted when the forger's secret is valid", async () => {
    const result = await forgeryControl(CONTROL);
    expect(result.isPassed).toBe(false);
    expect([result.wrongAnswers, result.forgedStored]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(result.wrongAnswers, result.forgedStored)).toBeGreaterThan(0);
  }, 180_000);

  it('control: customers have wrong statuses when events are lost and nothing is polled', async () => {
    const result = await lossControl(CONTROL);
    expect(result.isPassed).toBe(false);
    expect(result.wrongStates).toBe(5);
  }, 180_000);
});
