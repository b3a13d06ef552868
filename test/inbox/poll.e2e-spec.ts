import request from 'supertest';
import { InboxFiguresService } from '../../src/inbox/inbox-figures.service';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { eventually } from '../support/eventually';
import { deliver, oneMoneyWebhook } from '../support/vendor-webhooks';

/** Seconds of the shortest interval: a customer under review is polled every two of them. */
const INTERVAL = 0.2;

describe('polling', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let replicas: RunningGateway[];
  let given: Given;
  beforeAll(async () => {
    database = await createTestDatabase();
    sandbox = await startSandbox();
    replicas = await Promise.all(
      [1, 2, 3].map(() =>
        startGateway({ database, sandbox, environment: { POLL_INTERVAL_SECONDS: String(INTERVAL) } }),
      ),
    );
    given = new Given(replicas[0]!);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await sandbox.close();
    await database.drop();
  });
  beforeEach(async () => {
    await sandbox.control('/_sandbox/faults', undefined, 'DELETE');
    await database.query('DELETE FROM portico.vendor_pauses');
  });

  const provenance = async (customerId: string): Promise<Record<string, unknown>> =>
    (
      await request(replicas[0]!.url)
        .get(`/v1/customers/hosted/${customerId}/grants`)
        .set('Authorization', DEMO)
        .expect(200)
    ).body;
  const polls = async (customerId: string): Promise<number> =>
    (await sandbox.requests(`/v1/customers/${customerId}`)).length;
  const poll = async (
    customerId: string,
  ): Promise<{ cadence: string; due: boolean; failures: number; in_seconds: number }> =>
    (
      await database.query<{ cadence: string; due: boolean; failures: number; in_seconds: number }>(
        'SELECT pace AS cadence, due_at IS NOT NULL AS due, failures, extract(epoch FROM due_at - now())::double ' +
          'precision ' +
          'AS in_seconds FROM portico.journey_watches WHERE reference = $1',
        [customerId],
      )
    )[0]!;
  const setPoll = (customerId: string, change: string): Promise<object[]> =>
    database.query(`UPDATE portico.journey_watches SET ${change} WHERE reference = $1`, [customerId]);
  const missedWebhooks = async (): Promise<{ lost: number; late: number }> =>
    (await replicas[0]!.app.get(InboxFiguresService, { strict: false }).read()).missedWebhooks['one-money'] ?? {
      lost: 0,
      late: 0,
    };
  const status = (customerId: string): Promise<string> =>
    database
      .query<{ status: string }>('SELECT status FROM portico.customers WHERE customer_id = $1', [customerId])
      .then(([row]) => row!.status);

  /** A customer that is filling in its form, so that it is polled at the shortest interval. */
  const expectChange = async (): Promise<string> => {
    const { customer_id } = await given.customer();
    await given.grant(customer_id);
    return customer_id;
  };

  it('finds each step without webhooks until the end, and counts each as a missed webhook', async () => {
    const before = await missedWebhooks();
    const id = await expectChange();
    for (const next of ['PENDING_REVIEW', 'UNDER_REVIEW', 'APPROVED'] as const) {
      await given.status(id, next);
      await eventually(
        () => status(id),
        (found) => found === next,
      );
      expect(await provenance(id)).toMatchObject({ status: next, confirmed_by: 'POLL' });
    }
    expect(await missedWebhooks()).toEqual({ lost: before.lost + 3, late: before.late });
    expect(await poll(id)).toMatchObject({ cadence: 'final', due: false });
    const metrics = await (await fetch(`${replicas[1]!.url}/metrics`)).text();
    expect(metrics).toContain(`portico_webhooks_lost{vendor="one-money"} ${before.lost + 3}\n`);
    expect(metrics).toMatch(/^portico_looks_due \d+$/m);
  });

  it('does not count a missed webhook when the webhook was only late', async () => {
    const before = await missedWebhooks();
    const id = await expectChange();
    await given.status(id, 'APPROVED');
    await eventually(
      () => status(id),
      (found) => found === 'APPROVED',
    );
    expect(await missedWebhooks()).toEqual({ lost: before.lost + 1, late: before.late });
    await deliver(replicas[1]!.url, oneMoneyWebhook(id));
    await eventually(missedWebhooks, ({ lost }) => lost === before.lost);
    expect(await missedWebhooks()).toEqual({ lost: before.lost, late: before.late + 1 });
  });

  it('is spread over the replicas without double work, and renews the lease', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, expectChange));
    const asOf = (await provenance(ids[0]!)).as_of as string;
    const [before, begun] = [await Promise.all(ids.map(polls)), performance.now()];
    await eventually(
      () => Promise.all(ids.map(polls)),
      (now) => now.every((count, index) => count - before[index]! >= 4),
    );
    const most = (performance.now() - begun) / (INTERVAL * 1000) + 2;
    const counts = (await Promise.all(ids.map(polls))).map((count, index) => count - before[index]!);
    expect(counts.filter((count) => count > most)).toEqual([]);
    const renewed = await eventually(
      () => provenance(ids[0]!),
      ({ confirmed_by }) => confirmed_by === 'POLL',
    );
    expect(Date.parse(renewed.as_of as string)).toBeGreaterThan(Date.parse(asOf));
  });

  it('slows down with age, and ends', async () => {
    const { customer_id: id } = await given.customer();
    await setPoll(id, `pace = 'active', since = now() - interval '${(3_600 * INTERVAL) / 30} seconds', due_at = now()`);
    await eventually(
      () => poll(id),
      ({ in_seconds }) => in_seconds > (300 * INTERVAL) / 30 && in_seconds <= (600 * INTERVAL) / 30,
    );
    await setPoll(id, "since = now() - interval '31 days', due_at = now()");
    await eventually(
      () => poll(id),
      ({ due }) => !due,
    );
  });

  it('polls a failing vendor at growing intervals, and continues when it works again', async () => {
    const id = await expectChange();
    await sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'status',
      status: 500,
      path: `/v1/customers/${id}`,
    });
    await eventually(
      () => poll(id),
      ({ failures }) => failures >= 3,
    );
    const { in_seconds } = await eventually(
      () => poll(id),
      ({ failures, in_seconds }) => failures >= 3 && in_seconds < 30,
    );
    expect(in_seconds).toBeLessThanOrEqual(INTERVAL * 2 ** 4);
    await sandbox.control('/_sandbox/faults', undefined, 'DELETE');
    await eventually(
      () => poll(id),
      ({ failures }) => failures === 0,
    );
  });

  it('does not call a vendor during its Retry-After, on any replica', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, expectChange));
    await sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'rate-limit',
      retry_after_seconds: 2,
      times: 1,
    });
    await eventually(
      () => database.query('SELECT FROM portico.vendor_pauses WHERE until > now()'),
      (rows) => rows.length > 0,
    );
    const pausedAt = Date.now();
    const all = async (): Promise<number> => (await Promise.all(ids.map(polls))).reduce((sum, count) => sum + count, 0);
    const inFlight = 3 * 8;
    const before = await all();
    await eventually(
      () => database.query('SELECT FROM portico.vendor_pauses WHERE until > now()'),
      (rows) => rows.length === 0,
    );
    expect(Date.now() - pausedAt).toBeGreaterThan(1_000);
    expect(await all()).toBeLessThanOrEqual(before + inFlight);
    await eventually(all, (count) => count > before + inFlight);
  });

  it('is taken over when the replica with the lease dies', async () => {
    const id = await expectChange();
    await setPoll(id, "turn = turn + 1, due_at = now() - interval '1 second'");
    const before = await polls(id);
    await eventually(
      () => polls(id),
      (count) => count > before,
    );
  });

  it('a browser return while 1Money does not answer changes no status', async () => {
    const { customer_id: id } = await given.customer();
    const grant = await given.grant(id, { redirect_url: 'https://app.example.com/done' });
    const [sent] = (await sandbox.requests(`/v1/customers/${id}/onboarding_links`)).slice(-1);
    expect(grant.grant_token).toBeDefined();
    await sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'status',
      status: 500,
      path: `/v1/customers/${id}`,
    });
    await given.status(id, 'APPROVED');
    const back = await fetch(
      String((sent!.body as { redirect_url: string }).redirect_url).replace(
        /^http:\/\/localhost:\d+/,
        replicas[0]!.url,
      ),
      { redirect: 'manual' },
    );
    expect([back.status, new URL(back.headers.get('location')!).searchParams.get('status')]).toEqual([303, 'INIT']);
    expect(await provenance(id)).toMatchObject({
      status: 'INIT',
      confirmed_by: expect.not.stringMatching('REDIRECT_HINT'),
    });
  });
});
