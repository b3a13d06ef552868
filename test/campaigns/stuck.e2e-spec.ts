import { stuck, stuckControl } from '../../campaigns/stuck';
import { WAYS } from '../../campaigns/stuck-ways';

describe('journeys that are stuck', () => {
  it('are all diagnosed with where, owner and next action', async () => {
    expect(WAYS.length).toBeGreaterThanOrEqual(25);
    expect(await stuck({ seed: 20260115 })).toMatchObject({
      isPassed: true,
      journeys: WAYS.length,
      right: WAYS.length,
      wrong: [],
    });
  }, 120_000);

  it('control: the diagnosis is wrong when no time has passed', async () => {
    expect((await stuckControl({ seed: 20260115 })).wrong.length).toBeGreaterThan(0);
  }, 120_000);
});
