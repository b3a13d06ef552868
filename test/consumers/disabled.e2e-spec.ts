import { v7 as uuidv7 } from 'uuid';
import request from 'supertest';
import { ConsumerRegistry } from '../../src/consumers/registry/consumer-registry';
import { ConsumersRepository } from '../../src/consumers/consumers.repository';
import { AuditService } from '../../src/audit/audit.service';
import { Committer } from '../../src/database/committer';
import { EventWaiters } from '../../src/events/event-waiters';
import { SubscriptionCleanup } from '../../src/events/subscriptions/subscription-cleanup';
import type { Sent } from '../openapi/exchange';
import { validRequest, type World } from '../openapi/scenarios';
import { type ConsumerServer, startConsumerServer } from '../support/consumer-server';
import { eventually } from '../support/eventually';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

interface Operation {
  readonly operationId: string;
  readonly security?: unknown[];
}

/**
 * Public operations, and what each does for a disabled consumer. A new one must be listed here, and tested below when
 * it acts for a consumer.
 */
const PUBLIC: Readonly<Record<string, 'acts for no consumer' | 'tested below'>> = {
  getLiveness: 'acts for no consumer',
  getReadiness: 'acts for no consumer',
  getReturnKeys: 'acts for no consumer',
  receiveOneMoneyWebhook: 'acts for no consumer',
  receiveFinproWebhook: 'acts for no consumer',
  receiveOneMoneyAccountWebhook: 'acts for no consumer',
  receiveFinproAccountWebhook: 'acts for no consumer',
  returnFromOnboarding: 'tested below',
  returnFromConsent: 'tested below',
  returnFromOnboardingByQuery: 'tested below',
  returnFromConsentByQuery: 'tested below',
  openDurableLink: 'tested below',
  probeDurableLink: 'tested below',
  followDurableLink: 'tested below',
};

describe('a disabled consumer', () => {
  let gateway: RunningGateway;
  let second: RunningGateway;
  let given: Given;
  let receiver: ConsumerServer;
  let operations: Operation[];
  const before = {
    link: '',
    token: '',
    returnUrl: '',
    subscription: '',
    requests: [] as { operationId: string; request: Sent }[],
  };
  let polls: Promise<number>[] = [];
  let disabledAt = 0;

  beforeAll(async () => {
    gateway = await startGateway();
    second = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    given = new Given(gateway);
    receiver = await startConsumerServer();
    const { paths } = (await request(gateway.url).get('/openapi.json').expect(200)).body as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.values(paths).flatMap((item) => Object.values(item));
    for (const { operationId, security } of operations) {
      if ((security ?? []).length > 0)
        before.requests.push({ operationId, request: await validRequest(operationId, { gateway } as World) });
    }
    await gateway.database.query(
      'UPDATE portico.webhook_subscriptions SET disabled_at = now() WHERE disabled_at IS NULL',
    );
    const { body } = await request(gateway.url)
      .post('/v1/webhook_subscriptions')
      .set('Authorization', DEMO)
      .send({ url: `${receiver.url}/hook` })
      .expect(201);
    before.subscription = body.subscription_id as string;
    const { customer_id } = await given.customer();
    const durable = await given.grant(customer_id, { link: 'durable' });
    before.link = durable.onboarding_url;
    await given.grant(customer_id, { redirect_url: 'https://app.example.com/done' });
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    before.returnUrl = (sent!.body as { redirect_url: string }).redirect_url;
    const cursor = await lastCursor();
    await eventually(
      () =>
        gateway.database.query<{ state: string }>(
          'SELECT state FROM portico.event_deliveries WHERE subscription_id = $1',
          [before.subscription],
        ),
      (rows) => rows.length > 0 && rows.every(({ state }) => state === 'DELIVERED'),
    );
    await eventually(
      () => gateway.database.query('SELECT FROM portico.events WHERE awaits_deliveries'),
      (rows) => rows.length === 0,
    );
    polls = [gateway, second].map(({ url }) =>
      fetch(`${url}/v1/events?cursor=${cursor}&wait=30`, { headers: { Authorization: DEMO } }).then(
        ({ status }) => status,
      ),
    );
    await waiting(gateway, 1);
    await waiting(second, 1);
    const registry = new ConsumerRegistry(
      gateway.app.get(ConsumersRepository, { strict: false }),
      gateway.app.get(AuditService, { strict: false }),
      gateway.app.get(Committer),
    );
    disabledAt = performance.now();
    await registry.disable({ requestId: uuidv7(), clientId: null, actor: 'operator' }, 'demo-consumer');
  }, 120_000);
  afterAll(async () => {
    await second.close();
    await gateway.close();
    await receiver.close();
  });

  const lastCursor = async (): Promise<string> => {
    await eventually(
      () => gateway.database.query('SELECT FROM portico.events WHERE position IS NULL'),
      (rows) => rows.length === 0,
    );
    const [row] = await gateway.database.query<{ last: string }>('SELECT max(position) AS last FROM portico.events');
    return row!.last;
  };
  /** Waits until so many long polls are registered. */
  const waiting = (of: RunningGateway, count: number): Promise<unknown> => {
    const waiters = of.app.get(EventWaiters, { strict: false }) as unknown as { count: number };
    return eventually(
      async () => waiters.count,
      (found) => found >= count,
    );
  };

  it('its long polls end, on every replica', async () => {
    expect(await Promise.all(polls)).toEqual([401, 401]);
    expect(performance.now() - disabledAt).toBeLessThan(5_000);
  });

  it('its durable links get no vendor link, and show that they are no longer valid', async () => {
    const minted = (await gateway.sandbox.effects()).length;
    const page = await fetch(before.link);
    expect([page.status, await page.text()]).toEqual([410, expect.stringContaining('no longer valid')]);
    expect((await fetch(before.link, { method: 'HEAD' })).status).toBe(410);
    const pressed = await fetch(before.link, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `click=${'a'.repeat(43)}`,
    });
    expect(pressed.status).toBe(410);
    expect((await gateway.sandbox.effects()).length).toBe(minted);
  });

  it('its subscriptions are disabled, and get no deliveries', async () => {
    const arrived = receiver.received.length;
    await gateway.database.query(
      'INSERT INTO portico.events (event_id, inserted, consumer_id, type, journey_id, occurred_at, data) SELECT ' +
        "gen_random_uuid(), nextval('portico.event_insertions'), consumer_id, 'journey.stalled', " +
        "gen_random_uuid(), now(), '{}' FROM portico.consumers WHERE client_id = 'demo-consumer'",
    );
    await gateway.database.query(
      'INSERT INTO portico.event_deliveries (subscription_id, event_id) SELECT $1, event_id FROM portico.events ' +
        "WHERE type = 'journey.stalled' AND consumer_id = (SELECT consumer_id FROM portico.consumers WHERE " +
        "client_id = 'demo-consumer') LIMIT 1 ON CONFLICT DO NOTHING",
      [before.subscription],
    );
    const [row] = await eventually(
      async () => {
        await gateway.app.get(SubscriptionCleanup, { strict: false }).clean();
        // A round may have read the deliveries before this one was there: it reads them once more a minute later.
        await gateway.database.query(
          "UPDATE portico.webhook_subscriptions SET disabled_at = disabled_at - interval '2 minutes' WHERE " +
            "subscription_id = $1 AND disabled_at > now() - interval '1 minute'",
          [before.subscription],
        );
        return gateway.database.query<{ because: string; waiting: string }>(
          'SELECT s.disabled_because AS because, (SELECT count(*) FROM portico.event_deliveries AS d WHERE ' +
            'd.subscription_id = s.subscription_id AND d.due_at IS NOT NULL) AS waiting FROM ' +
            'portico.webhook_subscriptions AS s WHERE s.subscription_id = $1',
          [before.subscription],
        );
      },
      ([found]) => found!.waiting === '0',
    );
    expect(row).toEqual({ because: 'OPERATOR', waiting: '0' });
    expect(receiver.received.length).toBe(arrived);
  });

  it('its users are still returned to the checked page', async () => {
    const answer = await fetch(before.returnUrl, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^https:\/\/app\.example\.com\/done\?/),
    ]);
  });

  it('is refused within five seconds, on any replica, at every operation of the document', async () => {
    for (const { url } of [gateway, second])
      await eventually(
        () => fetch(`${url}/v1/events`, { headers: { Authorization: DEMO } }),
        ({ status }) => status === 401,
        6_000,
      );
    expect(before.requests.length).toBeGreaterThan(25);
    for (const {
      operationId,
      request: { method, path, headers, body },
    } of before.requests) {
      for (const { url } of [gateway, second])
        expect({ operationId, status: (await fetch(url + path, { method, headers, body })).status }).toEqual({
          operationId,
          status: 401,
        });
    }
  });

  it('every operation without credentials that acts for a consumer is listed', () => {
    const open = operations
      .filter(({ security }) => (security ?? []).length === 0)
      .map(({ operationId }) => operationId);
    expect(open.toSorted()).toEqual(Object.keys(PUBLIC).toSorted());
  });

  it('other consumers are not affected', async () => {
    const cursor = await lastCursor();
    const poll = fetch(`${second.url}/v1/events?cursor=${cursor}&wait=20`, { headers: { Authorization: OTHER } });
    const { customer_id } = await given.customer({ authorization: OTHER });
    expect(
      ((await (await poll).json()) as { events: { data: { customer_id: string } }[] }).events.map(
        ({ data }) => data.customer_id,
      ),
    ).toEqual([customer_id]);
  });
});
