import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import request from 'supertest';
import { SharedClock } from '../../src/config/clock';
import { RequestRates } from '../../src/consumers/limits/request-rates';
import { Fault } from '../../src/errors';
import { ConsentApi } from '../support/consent-api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { createPool } from '../support/pool';

const HOUR_MS = 3_600_000;

describe('requests of a consumer, counted over all replicas', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.appUrl, 8);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const tryToTake = (rates: RequestRates, consumer: string, most: number): Promise<boolean> =>
    rates.take(consumer, most).then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject({ faultName: 'too-many-requests', retryAfterSeconds: expect.any(Number) });
        return false;
      },
    );
  /** Makes everything that was granted to the consumer so many seconds older. */
  const age = (consumer: string, seconds: number): Promise<object[]> =>
    database.query(
      `UPDATE portico.request_rates SET newest = newest - $2, slots = (SELECT array_agg(slots[((i - 1 + $2 % 62) % 62) +
        1] ORDER BY i) FROM generate_series(1, 62) AS i) WHERE consumer_id = $1`,
      [consumer, seconds],
    );

  it.each([1, 7, 100, 1000])('three replicas grant %i together, never more and hardly fewer', async (most) => {
    const [consumer, replicas] = [
      randomUUID(),
      [new RequestRates(pool), new RequestRates(pool), new RequestRates(pool)],
    ];
    const takes = await Promise.all(
      Array.from({ length: most * 3 }, (_, index) => tryToTake(replicas[index % 3]!, consumer, most)),
    );
    const taken = takes.filter(Boolean).length;
    expect(taken).toBeLessThanOrEqual(most);
    expect(taken).toBeGreaterThanOrEqual(Math.floor(most * 0.9));
  });

  it('a granted request counts for sixty-one seconds, and then no longer', async () => {
    const [consumer, rates] = [randomUUID(), (): RequestRates => new RequestRates(pool)];
    for (let request = 0; request < 3; request++) expect(await tryToTake(rates(), consumer, 3)).toBe(true);
    expect(await tryToTake(rates(), consumer, 3)).toBe(false);
    await age(consumer, 59);
    expect(await tryToTake(rates(), consumer, 3)).toBe(false);
    await age(consumer, 4);
    expect(await tryToTake(rates(), consumer, 3)).toBe(true);
  });

  it('Retry-After is the time until the oldest grant no longer counts', async () => {
    const consumer = randomUUID();
    await new RequestRates(pool).take(consumer, 2);
    await age(consumer, 40);
    await new RequestRates(pool).take(consumer, 2);
    const error = await new RequestRates(pool).take(consumer, 2).catch((found: unknown) => found);
    expect((error as Fault).retryAfterSeconds).toBeGreaterThanOrEqual(20);
    expect((error as Fault).retryAfterSeconds).toBeLessThanOrEqual(22);
  });

  it('Retry-After is never longer than the window', async () => {
    const consumer = randomUUID();
    const { resetSeconds } = await new RequestRates(pool).take(consumer, 1);
    const error = await new RequestRates(pool).take(consumer, 1).catch((found: unknown) => found);
    expect([resetSeconds, (error as Fault).retryAfterSeconds]).toEqual([60, 60]);
  });

  it('a replica returns grants that it did not need', async () => {
    const [consumer, rates] = [randomUUID(), new RequestRates(pool)];
    await Promise.all(Array.from({ length: 40 }, () => rates.take(consumer, 1000)));
    const granted = async (): Promise<number> =>
      Number(
        (
          await database.query<{ sum: string }>(
            'SELECT (SELECT sum(s) FROM unnest(slots) AS s) AS sum FROM portico.request_rates WHERE consumer_id = $1',
            [consumer],
          )
        )[0]!.sum,
      );
    await rates.take(consumer, 1000);
    expect(await granted()).toBeGreaterThan(41);
    await new Promise((done) => setTimeout(done, 1_050));
    await rates.take(consumer, 1000);
    expect(await granted()).toBeLessThanOrEqual(42 + 41);
  });

  it('a flood is refused from memory, with few queries', async () => {
    const [consumer, rates] = [randomUUID(), new RequestRates(pool)];
    let queries = 0;
    const counting = new RequestRates({
      query: (...query: Parameters<Pool['query']>) => (queries++, pool.query(...query)),
    } as unknown as Pool);
    while (await tryToTake(rates, consumer, 5));
    for (let request = 0; request < 500; request++) await tryToTake(counting, consumer, 5);
    expect(queries).toBeLessThanOrEqual(2);
  });

  it('each consumer has its own limit', async () => {
    const rates = new RequestRates(pool);
    const [one, other] = [randomUUID(), randomUUID()];
    while (await tryToTake(rates, one, 3));
    expect(await tryToTake(rates, other, 3)).toBe(true);
  });
});

describe('a consumer that exceeds its rate limit', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { RATE_LIMIT_PER_MINUTE: '3' } });
  });
  afterAll(() => gateway.close());

  const get = (authorization: string, address: string): request.Test =>
    request(gateway.url)
      .get('/v1/customers/hosted/unknown')
      .set('Authorization', authorization)
      .set('X-Forwarded-For', address)
      .set('Forwarded', `for=${address}`)
      .set('X-Real-IP', address);

  it('gets 429, from whatever address; other consumers do not', async () => {
    const answers = [];
    for (let request = 0; request < 8; request++) answers.push(await get(DEMO, `203.0.113.${request}`));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429, 429, 429, 429, 429]);
    expect(answers[0]!.headers).toMatchObject({
      'ratelimit-policy': '"minute";q=3;w=60',
      ratelimit: expect.stringMatching(/^"minute";r=2;t=\d+$/),
    });
    const { headers, body } = answers[3]!;
    expect(headers).toMatchObject({
      'retry-after': expect.stringMatching(/^[1-9]\d?$/),
      ratelimit: `"minute";r=0;t=${headers['retry-after']}`,
    });
    expect(body).toMatchObject({ type: '/errors#too-many-requests', code: 'Too_Many_Requests', retryable: true });
    expect((await get(OTHER, '203.0.113.1')).status).toBe(404);
  });

  it("gets FinPro's headers and envelope as well on FinPro's operations", async () => {
    const fresh = await startGateway({ sandbox: gateway.sandbox, environment: { RATE_LIMIT_PER_MINUTE: '2' } });
    const [api, clock] = [new ConsentApi(fresh.url), fresh.app.get(SharedClock, { strict: false })];
    clock.correct(HOUR_MS);
    const [first, , third] = [
      await api.list({ consentHandle: randomUUID() }),
      await api.list({ consentHandle: randomUUID() }),
      await api.list({ consentHandle: randomUUID() }),
    ];
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
    });
    expect([third.status, third.body.errorCode]).toEqual([429, 'TooManyRequests']);
    expect(third.headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0' });
    const now = Date.now() + HOUR_MS;
    for (const { headers, wait } of [
      { headers: first.headers, wait: 60 },
      { headers: third.headers, wait: Number(third.headers['retry-after']) },
    ])
      expect(Math.abs(Number(headers['x-ratelimit-reset']) - now / 1000 - wait)).toBeLessThan(3);
    expect(Math.abs(Date.parse(third.body.timestamp) - now)).toBeLessThan(3_000);
    await fresh.close();
  });

  it('can have another limit of its own', async () => {
    await gateway.database.query(
      "UPDATE portico.consumers SET rate_limit_per_minute = 0 WHERE client_id = 'demo-consumer'",
    );
    const free = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { RATE_LIMIT_PER_MINUTE: '3' },
    });
    for (let sent = 0; sent < 10; sent++) {
      const answer = await request(free.url).get('/v1/customers/hosted/unknown').set('Authorization', DEMO);
      expect({ status: answer.status, policy: answer.headers['ratelimit-policy'] }).toEqual({
        status: 404,
        policy: undefined,
      });
    }
    await free.close();
  });
});
