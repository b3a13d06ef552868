import { randomUUID } from 'node:crypto';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Client } from 'pg';
import request from 'supertest';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { eventually } from '../support/eventually';
import { deliver, oneMoneyWebhook } from '../support/vendor-webhooks';

interface Page {
  readonly events: { id: string; type: string; timestamp: string; cursor: string; data: Record<string, unknown> }[];
  readonly next_cursor: string;
  readonly has_more: boolean;
}

describe('GET /v1/events', () => {
  let gateway: RunningGateway;
  let second: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    second = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    given = new Given(gateway);
  });
  afterAll(async () => {
    await second.close();
    await gateway.close();
  });

  const list = async (
    query: Record<string, string | number> = {},
    authorization = DEMO,
    { url }: { url: string } = gateway,
  ): Promise<Page> =>
    (await request(url).get('/v1/events').query(query).set('Authorization', authorization).expect(200)).body;
  const end = async (authorization = DEMO): Promise<string> => {
    let [cursor, more] = ['0', true];
    while (more) ({ next_cursor: cursor, has_more: more } = await list({ cursor, limit: 500 }, authorization));
    return cursor;
  };
  /** The events behind a cursor, as soon as there are `count` of them. */
  const after = async (cursor: string, count: number): Promise<Page['events']> =>
    (
      await eventually(
        () => list({ cursor, limit: 500 }),
        ({ events }) => events.length >= count,
      )
    ).events;

  it('returns the creation, each change with its confirmed_by, and the return; no personal data', async () => {
    const cursor = await end();
    const { customer_id } = await given.customer();
    const { status: issued } = {
      status: await given.grant(customer_id, { redirect_url: 'https://app.example.com/done' }),
    };
    expect(issued.expires_at).toBeDefined();
    await given.status(customer_id, 'PENDING_REVIEW');
    await request(gateway.url).get(`/v1/customers/hosted/${customer_id}`).set('Authorization', DEMO).expect(200);
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    await fetch((sent!.body as { redirect_url: string }).redirect_url, { redirect: 'manual' });
    await given.status(customer_id, 'APPROVED');
    await deliver(gateway.url, oneMoneyWebhook(customer_id));
    const events = await after(cursor, 4);
    const common = { customer_id, as_of: expect.any(String) };
    expect(events.map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: 'onboarding.customer.created',
        data: { ...common, status: 'INIT', revision: 0, confirmed_by: 'VENDOR_READ', stale_after: expect.any(String) },
      },
      {
        type: 'onboarding.customer.status_changed',
        data: {
          ...common,
          status: 'PENDING_REVIEW',
          previous_status: 'INIT',
          revision: 1,
          confirmed_by: 'VENDOR_READ',
          stale_after: expect.any(String),
        },
      },
      {
        type: 'onboarding.customer.returned',
        data: {
          ...common,
          status: 'PENDING_REVIEW',
          grant_id: expect.any(String),
          revision: 1,
          confirmed_by: 'VENDOR_READ',
          stale_after: expect.any(String),
        },
      },
      {
        type: 'onboarding.customer.status_changed',
        data: {
          ...common,
          status: 'APPROVED',
          previous_status: 'PENDING_REVIEW',
          revision: 2,
          confirmed_by: 'WEBHOOK',
          stale_after: null,
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/canary|@/);
  });

  it("returns events by the schemas of the OpenAPI document's webhooks section", async () => {
    const { webhooks } = (await request(gateway.url).get('/openapi.json').expect(200)).body as {
      webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: object }> } } }>;
    };
    const ajv = addFormats(new Ajv2020({ strict: false }));
    const { events } = await list({ limit: 500 });
    expect(new Set(events.map(({ type }) => type)).size).toBe(3);
    for (const { cursor, ...event } of events) {
      const validate = ajv.compile(webhooks[event.type]!.post.requestBody.content['application/json']!.schema);
      expect({ cursor, isValid: validate(event), errors: validate.errors }).toEqual({
        cursor,
        isValid: true,
        errors: null,
      });
    }
  });

  it('pages in one order, also filtered by type, and returns the same cursor when there is nothing new', async () => {
    const cursor = await end();
    for (let index = 0; index < 5; index += 1) await given.customer({ status: 'PENDING_REVIEW' });
    const all = await after(cursor, 5);
    const [first, rest] = [await list({ cursor, limit: 2 }), []] as [Page, Page['events']];
    expect([first.events.length, first.has_more]).toEqual([2, true]);
    rest.push(...(await list({ cursor: first.next_cursor, limit: 500 })).events);
    expect([...first.events, ...rest]).toEqual(all);
    expect(await list({ cursor: all.at(-1)!.cursor })).toEqual({
      events: [],
      next_cursor: all.at(-1)!.cursor,
      has_more: false,
    });
    expect((await list({ cursor, types: 'onboarding.customer.status_changed,journey.stalled' })).events).toEqual([]);
    expect((await list({ cursor, types: 'onboarding.customer.created' })).events).toEqual(all);
  });

  it('returns a consumer its own events only', async () => {
    const [cursor, others] = [await end(), await end(OTHER)];
    const { customer_id } = await given.customer({ authorization: OTHER });
    await eventually(
      () => list({ cursor: others }, OTHER),
      ({ events }) => events.length === 1,
    );
    expect((await list({ cursor: others }, OTHER)).events[0]!.data.customer_id).toBe(customer_id);
    expect((await list({ cursor })).events).toEqual([]);
  });

  it.each([
    ['cursor', 'abc'],
    ['cursor', '-1'],
    ['limit', '0'],
    ['limit', '501'],
    ['limit', 'x'],
    ['wait', '31'],
    ['wait', '1.5'],
    ['types', 'no.such.type'],
    ['page', '2'],
  ])('refuses %s=%s and names the parameter', async (name, value) => {
    const { body } = await request(gateway.url)
      .get('/v1/events')
      .query({ [name]: value })
      .set('Authorization', DEMO)
      .expect(400);
    expect(new Set((body.errors as { pointer: string }[]).map(({ pointer }) => pointer))).toEqual(
      new Set([`query/${name}`]),
    );
  });

  it('waits for an event, and answers as soon as one is committed, also by another replica', async () => {
    for (const waitsAt of [gateway, second]) {
      const cursor = await end();
      const begun = performance.now();
      const waiting = list({ cursor, wait: 30 }, DEMO, waitsAt);
      const { customer_id } = await given.customer();
      const page = await waiting;
      expect(page.events.map(({ data }) => data.customer_id)).toEqual([customer_id]);
      expect(performance.now() - begun).toBeLessThan(5_000);
    }
  });

  it('answers an empty page when the wait is over', async () => {
    const cursor = await end();
    const begun = performance.now();
    expect(await list({ cursor, wait: 1 })).toEqual({ events: [], next_cursor: cursor, has_more: false });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  });

  it('limits waiting requests of a consumer to twenty, and no longer counts those that disconnected', async () => {
    const cursor = await end();
    const gone = new AbortController();
    const calls = Array.from({ length: 21 }, () =>
      fetch(`${gateway.url}/v1/events?cursor=${cursor}&wait=30`, {
        headers: { Authorization: DEMO },
        signal: gone.signal,
      }),
    );
    const answer = await Promise.race(calls);
    expect([
      answer.status,
      ((await answer.json()) as { type: string }).type,
      answer.headers.get('retry-after'),
    ]).toEqual([429, '/errors#too-many-waiting', '1']);
    await request(gateway.url).get('/v1/events').query({ cursor, wait: 1 }).set('Authorization', OTHER).expect(200);
    await request(gateway.url).get('/v1/events').query({ cursor }).set('Authorization', DEMO).expect(200);
    gone.abort();
    await Promise.allSettled(calls);
    await eventually(
      () => request(gateway.url).get('/v1/events').query({ cursor, wait: 1 }).set('Authorization', DEMO),
      ({ status }) => status === 200,
    );
  });

  it('never returns an event behind a cursor that was passed, in whatever order transactions commit', async () => {
    const cursor = await end();
    const client = new Client({ connectionString: gateway.database.url });
    await client.connect();
    const insert = (): Promise<unknown> =>
      client.query(
        'INSERT INTO portico.events (event_id, inserted, consumer_id, type, journey_id, occurred_at, data) ' +
          "SELECT gen_random_uuid(), nextval('portico.event_insertions'), consumer_id, 'journey.stalled', " +
          "gen_random_uuid(), now(), '{}' FROM portico.consumers WHERE client_id = 'demo-consumer'",
      );
    await client.query('BEGIN');
    await insert();
    const { customer_id } = await given.customer();
    const [fast] = await after(cursor, 1);
    expect(fast!.data.customer_id).toBe(customer_id);
    await client.query('COMMIT');
    await client.end();
    const [late] = await after(fast!.cursor, 1);
    expect(late!.type).toBe('journey.stalled');
    expect((await list({ cursor })).events.map(({ id }) => id)).toEqual([fast!.id, late!.id]);
  });

  it('control: in the order of insertion, a consumer would have missed an event', async () => {
    const rows = await gateway.database.query<{ inserted: string; position: string }>(
      "SELECT inserted, position FROM portico.events WHERE type = 'journey.stalled' OR position = (SELECT " +
        "position - 1 FROM portico.events WHERE type = 'journey.stalled') ORDER BY position",
    );
    expect(Number(rows[0]!.inserted)).toBeGreaterThan(Number(rows[1]!.inserted));
  });

  it('makes one event of one change, however many requests and webhooks read it at once', async () => {
    const cursor = await end();
    const { customer_id } = await given.customer({ status: 'APPROVED' });
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        request(index % 2 ? gateway.url : second.url)
          .get(`/v1/customers/hosted/${customer_id}`)
          .set('Authorization', DEMO)
          .expect(200),
      ),
    );
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        deliver(index % 2 ? gateway.url : second.url, oneMoneyWebhook(customer_id, { id: `evt_${randomUUID()}` })),
      ),
    );
    await eventually(
      () => gateway.database.query('SELECT FROM portico.webhook_inbox WHERE due_at IS NOT NULL'),
      (rows) => rows.length === 0,
    );
    await eventually(
      () => gateway.database.query('SELECT FROM portico.events WHERE position IS NULL'),
      (rows) => rows.length === 0,
    );
    const changes = (await list({ cursor, limit: 500 })).events.filter(
      ({ type, data }) => type === 'onboarding.customer.status_changed' && data.customer_id === customer_id,
    );
    expect(changes.map(({ data }) => [data.previous_status, data.status, data.revision])).toEqual([
      ['INIT', 'APPROVED', 1],
    ]);
    const audited = await gateway.database.query(
      "SELECT FROM portico.audit_entries WHERE action = 'onboarding.status.observed' AND detail->>'customer_id' = $1",
      [customer_id],
    );
    expect(audited).toHaveLength(1);
  });
});
