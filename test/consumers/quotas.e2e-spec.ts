import request from 'supertest';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

describe('grants for one customer on one day', () => {
  let gateway: RunningGateway;
  let replica: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { GRANTS_PER_CUSTOMER_PER_DAY: '3' } });
    replica = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { GRANTS_PER_CUSTOMER_PER_DAY: '3' },
    });
    given = new Given(gateway);
  });
  afterAll(async () => {
    await replica.close();
    await gateway.close();
  });

  const grant = (customerId: string, at = gateway): request.Test =>
    request(at.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId });

  it('are limited over all replicas, also when concurrent; the vendor gets no more', async () => {
    const { customer_id } = await given.customer();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => grant(customer_id, index % 2 ? gateway : replica)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(9);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({
        type: '/errors#quota-exceeded',
        detail: `Portico allows 3 grants for one customer a day (UTC). Retry after ${headers['retry-after']}s.`,
      });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(86_400);
    }
    expect(await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).toHaveLength(3);
    await grant((await given.customer()).customer_id).expect(201);
  });

  it('are allowed again on the next day', async () => {
    const { customer_id } = await given.customer();
    for (const status of [201, 201, 201, 429]) await grant(customer_id).expect(status);
    await gateway.database.query('UPDATE portico.quota_usage SET day = day - 1');
    await grant(customer_id).expect(201);
  });

  it('do not count where the vendor refused, and count where the outcome is unknown', async () => {
    const { customer_id } = await given.customer();
    const fail = (fault: object): Promise<unknown> =>
      gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        path: `/v1/customers/${customer_id}/onboarding_links`,
        times: 1,
        ...fault,
      });
    for (let attempt = 0; attempt < 5; attempt++) {
      await fail({ kind: 'rate-limit' });
      await grant(customer_id).expect(503);
    }
    await grant(customer_id).expect(201);
    await fail({ kind: 'reset', when: 'after' });
    await grant(customer_id).expect(502);
    await grant(customer_id).expect(201);
    await grant(customer_id).expect(429);
  });
});
