import { lost, orders } from '../../campaigns/orders';

describe('six webhooks in every order', () => {
  it('lead to one final status, without a step back', async () => {
    expect(await orders({ seed: 1, orders: 12 })).toMatchObject({
      isPassed: true,
      finalStates: { APPROVED: 12 },
      backwards: 0,
    });
  }, 120_000);

  it("control: they lead to several when the webhook's status is used", async () => {
    const { isPassed, finalStates } = await orders({ seed: 1, orders: 6, believes: true });
    expect(isPassed).toBe(false);
    expect(Object.keys(finalStates).length).toBeGreaterThan(1);
  }, 120_000);
});

describe('webhooks that are lost', () => {
  it('are made up for by polling, within the bound, and counted exactly', async () => {
    const result = await lost({ seed: 1, customers: 12, steps: 2 });
    expect(result).toMatchObject({ converged: result.changes, told: 0, lost: result.changes, late: 0 });
    expect(result.isPassed).toBe(true);
  }, 120_000);

  it('are distinguished from late ones', async () => {
    const result = await lost({ seed: 2, customers: 12, steps: 3, lossShare: 0.5 });
    expect(result).toMatchObject({ converged: result.changes, lost: result.changes - result.told });
    expect(result.late).toBeGreaterThan(5);
  }, 120_000);

  it('control: the changes stay unknown without polling', async () => {
    const result = await lost({ seed: 1, customers: 2, steps: 2, polls: false });
    expect([result.isPassed, result.converged]).toEqual([false, 0]);
  }, 120_000);
});
