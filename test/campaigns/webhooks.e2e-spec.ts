import { forgeryControl, lossControl, webhooks } from '../../campaigns/webhooks';

const PLAN = { seed: 1, webhooks: 200, replicas: 2, kills: 1 };
const CONTROL = { seed: 1, webhooks: 100, replicas: 1, kills: 0 };

describe('webhooks that are doubled, late and forged, while replicas are killed', () => {
  it('leave every customer as the vendor says, each event applied once, and forged ones refused', async () => {
    const result = await webhooks(PLAN);
    expect(result).toMatchObject({
      isPassed: true,
      distinct: 120,
      duplicates: 60,
      forged: 20,
      refused: 20,
      kills: 1,
      wrongAnswers: 0,
      forgedStored: 0,
      notAppliedOnce: 0,
      wrongStates: 0,
      wrongEvents: 0,
    });
    expect(result.outOfOrder).toBeGreaterThanOrEqual(60);
  }, 180_000);

  it("would take forged ones if a forger's secret were good", async () => {
    const result = await forgeryControl(CONTROL);
    expect(result.isPassed).toBe(false);
    expect([result.wrongAnswers, result.forgedStored]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(result.wrongAnswers, result.forgedStored)).toBeGreaterThan(0);
  }, 180_000);

  it('would leave customers in wrong states if events were lost and nobody polled', async () => {
    const result = await lossControl(CONTROL);
    expect(result.isPassed).toBe(false);
    expect(result.wrongStates).toBe(10);
  }, 180_000);
});
