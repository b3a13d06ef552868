import { failover, unconfirmedControl } from '../../campaigns/failover';

const PLAN = { seed: 1, clients: 6, replicas: 1, each: 2_500 } as const;

describe('when the primary of the database goes', () => {
  it(
    'nothing that was acknowledged, told or signed is lost, whatever became of the commits that waited, and ' +
      'readiness tells while no commit is possible',
    async () => {
      const result = await failover({ ...PLAN, each: 1_200, cycles: 3 });
      expect(result).toMatchObject({ isPassed: true });
      expect(result.endedWaits).toBeGreaterThan(0);
      // Silence and death in the first two cycles; the third is a switchover, which is too short to judge.
      expect(result.outages).toBe(4);
    },
    120_000,
  );

  it(
    'the judge notices a repeated key that is answered from a commit which no standby has, and a readiness that ' +
      'asks for none',
    async () => {
      expect(await unconfirmedControl({ ...PLAN, cycles: 1 })).toMatchObject({ isPassed: true });
    },
    240_000,
  );
});
