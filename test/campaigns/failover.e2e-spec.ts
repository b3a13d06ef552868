import { failover, unconfirmedControl } from './failover';

const PLAN = { seed: 1, clients: 6, replicas: 1, each: 2_500 } as const;

describe('when the primary of the database dies', () => {
  it('nothing that was acknowledged, told or signed is lost, whatever became of the commits that waited', async () => {
    const result = await failover({ ...PLAN, cycles: 2 });
    expect(result).toMatchObject({ isPassed: true });
    expect(result.endedWaits).toBeGreaterThan(0);
  }, 120_000);

  it('the judge notices what is lost when a repeated key is answered from a commit that no standby has', async () => {
    expect(await unconfirmedControl({ ...PLAN, cycles: 1 })).toMatchObject({ isPassed: true });
  }, 240_000);
});
