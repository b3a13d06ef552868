import { slowClients, slowClientsControl } from '../../campaigns/slow-clients';

const PLAN = {
  seed: 20260115,
  seconds: 1,
  rounds: 1,
  mostRounds: 1,
  rate: 30,
  sockets: 100,
  idle: 200,
  readers: 40,
  environment: { MAX_IN_FLIGHT: '48', RECEIVE_TIMEOUT_MS: '1000', SEND_TIMEOUT_MS: '1000' },
};

describe('slow clients', () => {
  it('cause no failure of other requests', async () => {
    const { areServed, servedMeanwhile } = await slowClients(PLAN);
    expect({ areServed, servedMeanwhile }).toMatchObject({ areServed: true });
    for (const { opened } of servedMeanwhile) expect(opened).toBeGreaterThanOrEqual(40);
  }, 120_000);

  it('control: they do when a request counts as in flight from its headers on', async () => {
    expect(await slowClientsControl(PLAN)).toMatchObject({ isPassed: true, areServed: false });
  }, 120_000);
});
