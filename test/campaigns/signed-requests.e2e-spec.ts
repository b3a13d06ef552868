import { signedRequests, signedRequestsControl } from '../../campaigns/signed-requests';

const PLAN = { seed: 20260115, genuine: 130, mutated: 1_300 };

describe('signed requests of consumers, altered in every way', () => {
  it('are all refused with 401, and all unaltered ones are accepted', async () => {
    const result = await signedRequests(PLAN);
    expect(result).toMatchObject({ wrong: {}, refused: 0 });
    expect(Object.values(result.byKind).every((count) => count >= 100)).toBe(true);
  }, 120_000);

  it('control: some are accepted when half a signature is enough', async () => {
    expect(await signedRequestsControl(PLAN)).toMatchObject({ isPassed: true });
  }, 120_000);
});
