import { dryRuns } from '../../campaigns/dry-run';

describe('random requests, first as a dry run', () => {
  it('leave no row and no effect, and the real request is answered as the dry run foretold', async () => {
    const result = await dryRuns({ seed: 1, requests: Number(process.env.DRY_RUNS ?? 300) });
    expect(result).toMatchObject({
      isPassed: true,
      effects: 0,
      rows: 0,
      failedAfterPass: [],
      passedAfterRefusal: [],
      otherFirst: [],
    });
    expect(Math.min(result.passed, result.refused, result.several)).toBeGreaterThan(30);
  }, 600_000);

  it('control: real requests leave rows and effects', async () => {
    const result = await dryRuns({ seed: 1, requests: 20, isReal: true });
    expect(result.isPassed).toBe(false);
    expect(Math.min(result.effects, result.rows)).toBeGreaterThan(0);
  }, 120_000);
});
