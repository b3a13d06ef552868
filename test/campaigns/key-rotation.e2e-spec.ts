import { keyRotation, keyRotationControl } from '../../campaigns/key-rotation';

const PLAN = { seed: 20260115, replicas: 2, values: 10_000, perSecond: 20, kills: 1 };

describe('a rotation of the data key under load', () => {
  it('fails no request, goes on after kill -9, and ends with the old key retired and refused', async () => {
    const result = await keyRotation(PLAN);
    expect(result).toMatchObject({ isPassed: true, errors: 0, others: 0, unopened: 0, twice: 0 });
    expect(result.audited).toEqual(['keys.rotate', 'keys.rewrap', 'keys.rewrap', 'keys.rewrap', 'keys.retire']);
  }, 180_000);

  it('control: requests fail when the old key is retired while values name it', async () => {
    expect(await keyRotationControl({ ...PLAN, replicas: 1, values: 100 })).toMatchObject({ isPassed: true });
  }, 120_000);
});
