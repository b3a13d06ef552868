import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { MAX_COUNTED } from '../../src/operation/max-counted';
import { DeliveriesRepository } from '../../src/events/deliveries/deliveries.repository';
import { Delivery } from '../../src/events/deliveries/delivery';
import { SubscriptionCleanup } from '../../src/events/subscriptions/subscription-cleanup';
import { type ConsumerServer, startConsumerServer } from '../support/consumer-server';
import { eventually } from '../support/eventually';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

const PENDING = 50_000;
/** Rows that one background statement may change, however large the backlog of a consumer. */
const MAX_ROWS = 10_000;

describe('the backlog of one consumer', () => {
  let gateway: RunningGateway;
  let given: Given;
  let receiver: ConsumerServer;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
    receiver = await startConsumerServer();
    await misleadPlanner();
    await countChanges();
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  /**
   * Freezes statistics that count no pending delivery: the planner then expects an index of pending deliveries to be
   * empty. This happens when autovacuum runs between two backlogs.
   */
  const misleadPlanner = async (): Promise<void> => {
    await gateway.database.query('ALTER TABLE portico.event_deliveries SET (autovacuum_enabled = off)');
    await gateway.database.query(
      "WITH plain AS (SELECT set_config('session_replication_role', 'replica', true)) INSERT INTO " +
        'portico.event_deliveries (subscription_id, event_id, due_at, state) SELECT gen_random_uuid(), ' +
        "gen_random_uuid(), NULL, 'DEAD' FROM plain, generate_series(1, 20000)",
    );
    await gateway.database.query('VACUUM ANALYZE portico.event_deliveries');
    await gateway.database.query('DELETE FROM portico.event_deliveries');
  };

  /** Records the number of rows of every statement that updates or deletes rows of any table. */
  const countChanges = async (): Promise<void> => {
    await gateway.database.query('CREATE TABLE public.changes (table_name text, rows bigint)');
    await gateway.database.query('GRANT INSERT ON public.changes TO PUBLIC');
    await gateway.database.query(
      'CREATE FUNCTION public.note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO ' +
        'public.changes SELECT TG_TABLE_NAME, count(*) FROM old HAVING count(*) > 1; RETURN NULL; END $$',
    );
    const tables = await gateway.database.query<{ name: string }>(
      "SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'portico'::regnamespace AND c.relkind " +
        "IN ('r', 'p') AND NOT c.relispartition",
    );
    for (const { name } of tables) {
      for (const event of ['UPDATE', 'DELETE'])
        await gateway.database.query(
          `CREATE TRIGGER note_${event.toLowerCase()} AFTER ${event} ON portico.${name} REFERENCING OLD TABLE AS old FOR
            EACH STATEMENT EXECUTE FUNCTION public.note_change()`,
        );
    }
  };
  const largestChange = async (): Promise<number> =>
    Number(
      (await gateway.database.query<{ most: string | null }>('SELECT max(rows) AS most FROM public.changes'))[0]!
        .most ?? 0,
    );
  const subscribe = async (authorization = DEMO): Promise<string> =>
    (
      await request(gateway.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', authorization)
        .send({ url: `${receiver.url}/${randomUUID()}` })
        .expect(201)
    ).body.subscription_id as string;
  const disable = (id: string, authorization = DEMO): request.Test =>
    request(gateway.url)
      .post(`/v1/webhook_subscriptions/${id}/disable`)
      .set('Authorization', authorization)
      .expect(200);
  /** Deliveries whose events do not exist; they are never due. */
  const pileUp = (subscriptionId: string): Promise<unknown> =>
    gateway.database.query(
      "WITH plain AS (SELECT set_config('session_replication_role', 'replica', true)) INSERT INTO " +
        'portico.event_deliveries (subscription_id, event_id, due_at) SELECT $1, gen_random_uuid(), now() + ' +
        "interval '1 hour' FROM plain, generate_series(1, $2::integer)",
      [subscriptionId, PENDING],
    );
  const pendingOf = async (id: string): Promise<number> =>
    Number(
      (
        await gateway.database.query<{ count: string }>(
          'SELECT count(*) AS count FROM portico.event_deliveries WHERE subscription_id = $1 AND due_at IS NOT NULL',
          [id],
        )
      )[0]!.count,
    );

  it('is ended in bounded statements when its subscription is disabled, while others are served', async () => {
    const [piled, lively] = [await subscribe(), await subscribe(OTHER)];
    await pileUp(piled);
    await gateway.app.get(SubscriptionCleanup, { strict: false }).beforeApplicationShutdown();
    await disable(piled);
    const before = receiver.received.length;
    await given.customer({ authorization: OTHER });
    await eventually(
      async () => receiver.received.length,
      (count) => count === before + 1,
    );
    expect(await pendingOf(piled)).toBe(PENDING);
    const resumed = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    expect(
      await eventually(
        () => pendingOf(piled),
        (count) => count === 0,
        60_000,
      ),
    ).toBe(0);
    await resumed.close();
    const largest = await largestChange();
    expect(largest).toBeLessThanOrEqual(MAX_ROWS);
    expect(largest).toBeGreaterThan(1_000);
    await disable(lively, OTHER);
  }, 120_000);

  it('is not read when due deliveries are taken', async () => {
    const [piled, lively] = [await subscribe(), await subscribe(OTHER)];
    await gateway.app.get(Delivery, { strict: false }).beforeApplicationShutdown();
    await pileUp(piled);
    await gateway.database.query(
      "UPDATE portico.event_deliveries SET due_at = now() - interval '1 hour' WHERE subscription_id = $1",
      [piled],
    );
    await disable(piled);
    await given.customer({ authorization: OTHER });
    await eventually(
      () => pendingOf(lively),
      (count) => count === 1,
    );
    const read = async (): Promise<number> => {
      await gateway.database.query('SELECT pg_stat_force_next_flush()');
      return Number(
        (
          await gateway.database.query<{ count: string }>(
            'SELECT coalesce(sum(idx_tup_fetch + seq_tup_read), 0) AS count FROM pg_stat_user_tables WHERE ' +
              "schemaname = 'portico' AND relname = 'event_deliveries'",
          )
        )[0]!.count,
      );
    };
    const blocks = await eventually(read, () => true);
    const taken = await gateway.app.get(DeliveriesRepository, { strict: false }).take({
      most: 32,
      mostOfConsumer: 8,
      mostOfSubscription: 4,
      leaseSeconds: 30,
      busyConsumers: [],
      busySubscriptions: [],
    });
    expect(taken.map(({ subscription_id }) => subscription_id)).toEqual([lively]);
    const untilTaken = await read();
    expect(untilTaken - blocks).toBeLessThan(1_000);
    expect(await gateway.app.get(DeliveriesRepository, { strict: false }).figures()).toMatchObject({
      waiting: MAX_COUNTED,
    });
    expect((await read()) - untilTaken).toBeLessThan(2 * MAX_COUNTED + 1_000);
    await disable(lively, OTHER);
  }, 60_000);

  it('stays bounded when subscriptions are created and disabled in a loop; disabled ones are deleted', async () => {
    const answers: number[] = [];
    for (let count = 0; count < 260 && !answers.includes(429); count += 1) {
      const { status, body } = await request(gateway.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', OTHER)
        .send({ url: receiver.url });
      answers.push(status);
      if (status === 201) await disable(body.subscription_id as string, OTHER);
    }
    expect(answers.at(-1)).toBe(429);
    const kept = async (): Promise<number> =>
      (
        await gateway.database.query(
          'SELECT FROM portico.webhook_subscriptions AS s JOIN portico.consumers AS c USING (consumer_id) WHERE ' +
            "c.client_id = 'other-consumer'",
        )
      ).length;
    expect(await kept()).toBe(200);
    await gateway.database.query(
      "UPDATE portico.webhook_subscriptions SET disabled_at = disabled_at - interval '2 minutes' WHERE " +
        'disabled_at IS NOT NULL',
    );
    const cleaning = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    expect(await eventually(kept, (count) => count <= 50, 80_000)).toBe(50);
    await gateway.database.query(
      "UPDATE portico.webhook_subscriptions SET disabled_at = disabled_at - interval '31 days' WHERE disabled_at " +
        'IS NOT NULL',
    );
    expect(await eventually(kept, (count) => count === 0, 80_000)).toBe(0);
    await cleaning.close();
    const live = await Promise.all(
      Array.from({ length: 60 }, () =>
        request(gateway.url).post('/v1/webhook_subscriptions').set('Authorization', OTHER).send({ url: receiver.url }),
      ),
    );
    expect(live.filter(({ status }) => status === 201)).toHaveLength(20);
  }, 240_000);

  it('does not use the delivery slots of other consumers, however many of its targets never answer', async () => {
    const serving = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    await gateway.database.query(
      'UPDATE portico.webhook_subscriptions SET disabled_at = now() WHERE disabled_at IS NULL',
    );
    receiver.answerAlways('/silent', 'silence');
    for (let count = 0; count < 12; count += 1)
      await request(gateway.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', DEMO)
        .send({ url: `${receiver.url}/silent/${count}` })
        .expect(201);
    const lively = await subscribe(OTHER);
    const silent = (): number => receiver.received.filter(({ path }) => path.startsWith('/silent')).length;
    for (let count = 0; count < 4; count += 1) await given.customer();
    await eventually(
      async () => silent(),
      (count) => count >= 8,
    );
    const before = receiver.received.length - silent();
    await given.customer({ authorization: OTHER });
    await eventually(
      async () => receiver.received.length - silent(),
      (count) => count === before + 1,
      8_000,
    );
    expect(silent()).toBeLessThan(16);
    await disable(lively, OTHER);
    receiver.answerAlways('/silent', 204);
    receiver.hangUp();
    await serving.close();
  }, 90_000);

  it('delays neither the event order nor other deliveries when its deliveries cannot be inserted', async () => {
    await gateway.database.query(
      'UPDATE portico.webhook_subscriptions SET disabled_at = now() WHERE disabled_at IS NULL',
    );
    const poisoned = await subscribe();
    const lively = await subscribe(OTHER);
    await gateway.database.query(
      `CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.subscription_id =
        '${poisoned}' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`,
    );
    await gateway.database.query(
      'CREATE TRIGGER poison BEFORE INSERT ON portico.event_deliveries FOR EACH ROW EXECUTE FUNCTION public.poison()',
    );
    const last = (
      await gateway.database.query<{ last: string }>('SELECT coalesce(max(position), 0) AS last FROM portico.events')
    )[0]!.last;
    const { customer_id } = await given.customer();
    await given.customer({ authorization: OTHER });
    await eventually(
      () => pendingOf(lively),
      (count) => count === 1,
    );
    const { body } = await request(gateway.url)
      .get('/v1/events')
      .query({ cursor: last })
      .set('Authorization', DEMO)
      .expect(200);
    expect((body.events as { data: { customer_id: string } }[]).map(({ data }) => data.customer_id)).toEqual([
      customer_id,
    ]);
    expect(await pendingOf(poisoned)).toBe(0);
    await gateway.database.query('DROP TRIGGER poison ON portico.event_deliveries');
    expect(
      await eventually(
        () => pendingOf(poisoned),
        (count) => count === 1,
      ),
    ).toBe(1);
  }, 60_000);
});
