import { failover, unconfirmedControl } from '../../campaigns/failover';
import { testsAtOnce } from '../support/tests-at-once';

const PLAN = { seed: 1, clients: 6, replicas: 1, each: 2_500, values: 0 } as const;

describe('when the primary of the database fails', () => {
  testsAtOnce(
    [
      [
        'loses nothing acknowledged, delivered or signed, and readiness reports that no commit is possible',
        async () => {
          const result = await failover({ ...PLAN, each: 1_200, cycles: 3, values: 500 });
          expect(result).toMatchObject({ isPassed: true });
          expect(result.endedWaits).toBeGreaterThan(0);
          // The first two cycles silence and kill the primary; the third is a switchover, which is too short to judge.
          expect(result.outages).toBe(4);
        },
      ],
      [
        'control: a key answered from an unconfirmed commit, and a readiness without a commit, are detected',
        async () => expect(await unconfirmedControl({ ...PLAN, cycles: 1 })).toMatchObject({ isPassed: true }),
      ],
    ],
    240_000,
  );
});
