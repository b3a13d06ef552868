import { hasHaproxy } from '../support/haproxy';
import { haproxy, nodeProxy } from '../../campaigns/balancer';
import { rollingRestart, rollingRestartControl } from '../../campaigns/rolling-restart';

const PLAN = { seed: 20260115, replicas: 2, rounds: 1, connections: 4, gapMs: 60, settleMs: 500 };

describe('replicas that are restarted one after the other', () => {
  it(`lose no request, behind ${hasHaproxy ? 'HAProxy' : 'a proxy'} with kept connections`, async () => {
    expect(await rollingRestart({ ...PLAN, front: hasHaproxy ? haproxy : nodeProxy })).toMatchObject({
      isPassed: true,
      exitCodes: { 0: 2 },
    });
  }, 120_000);

  it('control: some are lost without a graceful shutdown', async () => {
    expect(await rollingRestartControl({ ...PLAN, front: nodeProxy, connections: 8, gapMs: 20 })).toMatchObject({
      isPassed: true,
    });
  }, 120_000);
});
