import { upgrade, upgradeControl } from '../../campaigns/upgrade';
import { nextVersion, thisVersion } from '../../campaigns/version';

const PLAN = { seed: 20260130, replicas: 2, connections: 4, gapMs: 40, settleMs: 400, rows: 0 };

describe('an upgrade while requests are served', () => {
  it('by migrations, then by replicas one after the other, and back: no request fails', async () => {
    const after = nextVersion();
    const result = await upgrade({ ...PLAN, before: thisVersion(), after });
    after.remove();
    expect(result).toMatchObject({
      isPassed: true,
      failed: 0,
      refusal: 'the schema is not up to date',
      exitCodes: { 0: 4 },
    });
  }, 180_000);

  it('control: a migration that keeps a table locked is noticed', async () => {
    expect(await upgradeControl({ ...PLAN, replicas: 1 })).toMatchObject({ isPassed: true });
  }, 180_000);
});
