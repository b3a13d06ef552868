import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { ConsumersRepository } from '../../src/consumers/consumers.repository';
import { Committer } from '../../src/database/committer';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { type ConsumerServer, type Received, signers, startConsumerServer } from '../support/consumer-server';
import { eventually } from '../support/eventually';

interface Subscription {
  readonly subscription_id: string;
  readonly secret: string;
  readonly url: string;
  readonly state: string;
}

interface Delivery {
  readonly event_id: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_problem: string | null;
  readonly next_attempt_at: string | null;
}

/** How many times faster the delivery schedule runs, so that its three days take a quarter of a second. */
const DELAY_FACTOR = 1 / 1_000_000;

describe('webhook subscriptions', () => {
  let gateway: RunningGateway;
  let given: Given;
  let receiver: ConsumerServer;
  beforeAll(async () => {
    const first = await startGateway();
    gateway = await startGateway({
      database: first.database,
      sandbox: first.sandbox,
      config: { upkeep: { ...first.config.upkeep, deliveryDelayFactor: DELAY_FACTOR, deliveryTimeoutMs: 1_000 } },
    });
    await first.app.close();
    given = new Given(gateway);
    receiver = await startConsumerServer();
  });
  afterAll(async () => {
    await gateway.close();
    await gateway.sandbox.close();
    await gateway.database.drop();
    await receiver.close();
  });

  const call = (method: 'get' | 'post', path: string, authorization = DEMO): request.Test =>
    request(gateway.url)[method](`/v1/webhook_subscriptions${path}`).set('Authorization', authorization);
  const subscribe = async (path = `/${randomUUID()}`, rest: object = {}): Promise<Subscription & { path: string }> => ({
    ...(
      await call('post', '')
        .send({ url: receiver.url + path, ...rest })
        .expect(201)
    ).body,
    path,
  });
  const disable = (subscription: Subscription): request.Test =>
    call('post', `/${subscription.subscription_id}/disable`).expect(200);
  const arrivals = (path: string): Received[] => receiver.received.filter((one) => one.path === path);
  const deliveries = async ({ subscription_id }: Subscription, query = ''): Promise<Delivery[]> =>
    (await call('get', `/${subscription_id}/deliveries${query}`).expect(200)).body.deliveries;
  const settled = (subscription: Subscription, count = 1): Promise<Delivery[]> =>
    eventually(
      () => deliveries(subscription),
      (found) => found.length >= count && found.every(({ state }) => state !== 'PENDING'),
    );

  /** Sets the end of the replaced secrets' day into the past. */
  const endReplacedSecrets = ({ subscription_id }: Subscription): Promise<unknown> =>
    gateway.database.query(
      `UPDATE portico.webhook_subscriptions SET replaced_secrets = (SELECT jsonb_agg(e || jsonb_build_object('until',
        now() - interval '1 second')) FROM jsonb_array_elements(replaced_secrets) AS e) WHERE subscription_id = $1`,
      [subscription_id],
    );

  it('sends every event, signed so that the consumer can verify it', async () => {
    const subscription = await subscribe();
    const { customer_id } = await given.customer();
    const [delivery] = await settled(subscription);
    expect(delivery).toMatchObject({ state: 'DELIVERED', attempts: 1, last_status: 204, last_problem: null });
    const [arrived] = arrivals(subscription.path);
    expect(arrived!.json).toEqual({
      id: delivery!.event_id,
      type: 'onboarding.customer.created',
      timestamp: expect.any(String),
      data: expect.objectContaining({ customer_id, status: 'INIT' }),
    });
    expect(arrived!.headers).toMatchObject({ 'webhook-id': delivery!.event_id, 'content-type': 'application/json' });
    expect(Math.abs(Number(arrived!.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(10);
    expect(signers(arrived!, [subscription.secret])).toEqual([subscription.secret]);
    expect(signers({ ...arrived!, body: arrived!.body.replace('INIT', 'APPROVED') }, [subscription.secret])).toEqual(
      [],
    );
    await disable(subscription);
  });

  it('sends only the subscribed types, and nothing to other consumers', async () => {
    const [changes, others] = [
      await subscribe(undefined, { event_types: ['onboarding.customer.status_changed'] }),
      (
        await call('post', '', OTHER)
          .send({ url: `${receiver.url}/others` })
          .expect(201)
      ).body as Subscription,
    ];
    const { customer_id } = await given.customer({ status: 'APPROVED' });
    await request(gateway.url).get(`/v1/customers/hosted/${customer_id}`).set('Authorization', DEMO).expect(200);
    await settled(changes);
    expect(arrivals(changes.path).map(({ json }) => json.type)).toEqual(['onboarding.customer.status_changed']);
    expect(arrivals('/others')).toEqual([]);
    await disable(changes);
    await call('post', `/${others.subscription_id}/disable`, OTHER).expect(200);
  });

  it('returns the secret once, signs with both for a day after a rotation, and stores neither in clear', async () => {
    const subscription = await subscribe();
    const rotated = (await call('post', `/${subscription.subscription_id}/rotate_secret`).expect(200))
      .body as Subscription & { previous_secret_until: string };
    expect(rotated.secret).not.toBe(subscription.secret);
    expect(Date.parse(rotated.previous_secret_until) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    await given.customer();
    await settled(subscription);
    expect(signers(arrivals(subscription.path)[0]!, [subscription.secret, rotated.secret])).toEqual([
      subscription.secret,
      rotated.secret,
    ]);
    await endReplacedSecrets(subscription);
    await given.customer();
    await settled(subscription, 2);
    expect(signers(arrivals(subscription.path)[1]!, [subscription.secret, rotated.secret])).toEqual([rotated.secret]);
    expect((await call('get', `/${subscription.subscription_id}`).expect(200)).body).not.toHaveProperty('secret');
    const [{ row } = { row: '' }] = await gateway.database.query<{ row: string }>(
      'SELECT s::text AS row FROM portico.webhook_subscriptions AS s WHERE subscription_id = $1',
      [subscription.subscription_id],
    );
    for (const secret of [subscription.secret, rotated.secret])
      expect(row).not.toContain(Buffer.from(secret).toString('hex'));
    await disable(subscription);
  });

  it('every replaced secret signs for a whole day; a rotation is refused while ten secrets sign', async () => {
    const subscription = await subscribe();
    const rotate = (key: string = randomUUID()): request.Test =>
      call('post', `/${subscription.subscription_id}/rotate_secret`).set('Idempotency-Key', key);
    const secrets = [subscription.secret];
    for (let count = 1; count < 10; count += 1) secrets.unshift((await rotate().expect(200)).body.secret as string);
    await given.customer();
    await settled(subscription);
    expect(signers(arrivals(subscription.path)[0]!, secrets)).toEqual(secrets);
    const refused = await rotate().expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000);
    await endReplacedSecrets(subscription);
    const [key, fresh] = [randomUUID(), []] as [string, string[]];
    for (let count = 0; count < 3; count += 1) fresh.push((await rotate(key).expect(200)).body.secret as string);
    expect(new Set(fresh).size).toBe(1);
    await given.customer();
    await settled(subscription, 2);
    expect(signers(arrivals(subscription.path)[1]!, [fresh[0]!, ...secrets])).toEqual([fresh[0], secrets[0]]);
    await disable(subscription);
  });

  it('retries with the same id and bytes and a new signature, until the consumer acknowledges', async () => {
    const subscription = await subscribe();
    receiver.answer(500, 'hang-up', { status: 307, headers: { Location: `${receiver.url}/elsewhere` } }, 404, 200);
    await given.customer();
    expect(await settled(subscription)).toEqual([
      expect.objectContaining({ state: 'DELIVERED', attempts: 5, last_status: 200 }),
    ]);
    const tries = arrivals(subscription.path);
    expect(new Set(tries.map(({ body, headers }) => `${headers['webhook-id'] as string} ${body}`)).size).toBe(1);
    expect(tries.every((one) => signers(one, [subscription.secret]).length === 1)).toBe(true);
    expect(arrivals('/elsewhere')).toEqual([]);
    await disable(subscription);
  });

  it.each([
    ['is large', { status: 200, headers: {}, body: 'x'.repeat(2_000_000) }],
    ['never ends', { status: 202, headers: { 'Content-Length': '1000' }, body: 'x' }],
  ])('counts a 2xx as an acknowledgement also where its body %s', async (_what, reply) => {
    const subscription = await subscribe();
    receiver.answer(reply);
    await given.customer();
    expect(await settled(subscription)).toEqual([
      expect.objectContaining({ state: 'DELIVERED', attempts: 1, last_status: reply.status }),
    ]);
    await disable(subscription);
  });

  it.each(['rotate_secret', 'disable'])(
    'refuses a body for %s, which has no members, and accepts an empty object',
    async (change) => {
      const { subscription_id: id } = await subscribe();
      const { body } = await call('post', `/${id}/${change}`).send({ secret: 'mine' }).expect(400);
      expect(body.errors).toEqual([{ pointer: '', code: 'unexpected_body', detail: expect.any(String) }]);
      await call('post', `/${id}/${change}`).send({}).expect(200);
      await call('post', `/${id}/disable`).expect(200);
    },
  );

  it('ends as DEAD after the last attempt, and is sent again on redeliver', async () => {
    const subscription = await subscribe();
    receiver.answerAlways(subscription.path, 503);
    await given.customer();
    const [dead] = await settled(subscription);
    expect(dead).toMatchObject({
      state: 'DEAD',
      attempts: 10,
      last_status: 503,
      last_problem: 'refused',
      next_attempt_at: null,
    });
    expect(await deliveries(subscription, '?state=DEAD')).toEqual([dead]);
    expect(await deliveries(subscription, '?state=DELIVERED')).toEqual([]);
    receiver.answerAlways(subscription.path, 204);
    expect(
      (await call('post', `/${subscription.subscription_id}/deliveries/${dead!.event_id}/redeliver`).expect(202)).body,
    ).toMatchObject({ event_id: dead!.event_id });
    expect(await settled(subscription)).toEqual([expect.objectContaining({ state: 'DELIVERED', attempts: 1 })]);
    await disable(subscription);
  });

  it('waits as long as the Retry-After of the target', async () => {
    const subscription = await subscribe();
    receiver.answer({ status: 429, headers: { 'Retry-After': '3600' } });
    await given.customer();
    const [delivery] = await eventually(
      () => deliveries(subscription),
      ([one]) => one?.last_status === 429,
    );
    expect(Date.parse(delivery!.next_attempt_at!) - Date.now()).toBeGreaterThan(3_500_000);
    await disable(subscription);
    expect(await settled(subscription)).toEqual([expect.objectContaining({ state: 'DEAD', last_problem: 'refused' })]);
  });

  it('is disabled when the target answers 410', async () => {
    const subscription = await subscribe();
    receiver.answer(410);
    await given.customer();
    await settled(subscription);
    expect((await call('get', `/${subscription.subscription_id}`).expect(200)).body).toMatchObject({
      state: 'DISABLED',
      disabled_because: 'GONE',
    });
    await call(
      'post',
      `/${subscription.subscription_id}/deliveries/${(await deliveries(subscription))[0]!.event_id}/redeliver`,
    ).expect(409);
  });

  it('a target that never answers does not delay deliveries to others', async () => {
    const [silent, lively] = [await subscribe(), await subscribe()];
    receiver.answerAlways(silent.path, 'silence');
    const begun = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => given.customer()));
    await eventually(
      async () => arrivals(lively.path).length,
      (count) => count === 12,
    );
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(
      await eventually(
        () => deliveries(silent),
        (found) => found.some(({ last_problem }) => last_problem === 'timeout'),
      ),
    ).toHaveLength(12);
    await disable(silent);
    await disable(lively);
  });

  it.each([
    ['a private address', { url: 'https://10.0.0.1/' }, 'url', 'address_forbidden'],
    ['the metadata service', { url: 'https://169.254.169.254/' }, 'url', 'address_forbidden'],
    ['plain http', { url: 'http://hooks.example.com/' }, 'url', 'not_https'],
    ['no URL', {}, 'url', 'required'],
    [
      'a type that does not exist',
      { url: 'https://hooks.example.com/', event_types: ['no.such'] },
      'event_types',
      'not_in_list',
    ],
    ['an unknown field', { url: 'https://hooks.example.com/', secret: 'mine' }, 'secret', 'unknown_member'],
  ])('refuses %s with the field and the rule', async (_what, body, field, code) => {
    const answer = await call('post', '').send(body).expect(400);
    expect(answer.body.errors[0]).toMatchObject({ pointer: `/${field}`, code });
  });

  it('does not send to an address that has become forbidden since the subscription', async () => {
    const subscription = await subscribe();
    await gateway.database.query('UPDATE portico.webhook_subscriptions SET url = $1 WHERE subscription_id = $2', [
      'https://192.168.0.1/',
      subscription.subscription_id,
    ]);
    await given.customer();
    expect(await settled(subscription)).toEqual([
      expect.objectContaining({ state: 'DEAD', last_status: null, last_problem: 'forbidden-address' }),
    ]);
    await disable(subscription);
  });

  it('in production refuses URLs of this machine and of private networks, by name or by address', async () => {
    const { database, sandbox, config } = gateway;
    const production = await startGateway({ database, sandbox, config: { mode: 'production', upkeep: config.upkeep } });
    const consumer = {
      clientId: 'in-production',
      secret: Buffer.alloc(32, 9).toString('base64url'),
      organisationId: 'o',
      applicationId: 'a',
      scopes: ['events:write'],
      redirectOrigins: [],
      productIds: [],
      isSeeded: false,
    };
    await production.app
      .get(Committer)
      .commit(production.app.get(ConsumersRepository, { strict: false }).register(consumer));
    for (const [url, code] of [
      ['http://localhost:9/', 'not_https'],
      ['https://localhost:9/', 'address_forbidden'],
      ['https://127.0.0.1:9/', 'address_forbidden'],
    ] as const) {
      const { body } = await request(production.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', `Bearer in-production.${consumer.secret}`)
        .send({ url })
        .expect(400);
      expect(body.errors).toMatchObject([{ pointer: '/url', code }]);
    }
    const OWN = [
      'localhost',
      '127.0.0.1',
      '0x7f.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '127.1',
      '0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[fe80::1%25eth0]',
      '10.0.0.1',
      '169.254.169.254',
      'app.localhost',
      'LOCALHOST',
      'db.internal',
      'printer.local',
      'intranet',
      'router.home.arpa',
    ];
    const urls = OWN.flatMap((host) => [
      `https://${host}/`,
      `https://${host}./`,
      `https://${host}../`,
      `https://user@${host}/`,
      `https://example.com\\@${host}/`,
      `https://example.com%40${host}/`,
      `https:\\\\${host}/`,
      `https:${host}/`,
      `https:///${host}/`,
      `https://${host}:443/`,
    ]);
    for (const url of [
      ...urls,
      'https://example.com./',
      'https://example.com\\@127.0.0.1/',
      'https://134744072/',
      'https://8.8.2056/',
    ]) {
      const { status, body } = await request(production.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', `Bearer in-production.${consumer.secret}`)
        .send({ url });
      expect({ url, status, pointer: (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer }).toEqual({
        url,
        status: 400,
        pointer: '/url',
      });
    }
    await production.close();
  });

  it("answers 404 for another consumer's subscription and for malformed ids", async () => {
    const subscription = await subscribe();
    const { subscription_id } = subscription;
    for (const id of [subscription_id, randomUUID(), 'x']) {
      const authorization = id === subscription_id ? OTHER : DEMO;
      await call('get', `/${id}`, authorization).expect(404);
      await call('post', `/${id}/rotate_secret`, authorization).expect(404);
      await call('post', `/${id}/disable`, authorization).expect(404);
      await call('get', `/${id}/deliveries`, authorization).expect(404);
      await call('post', `/${id}/deliveries/${randomUUID()}/redeliver`, authorization).expect(404);
    }
    await call('post', `/${subscription_id}/deliveries/${randomUUID()}/redeliver`).expect(404);
    await call('post', `/${subscription_id}/deliveries/x/redeliver`).expect(404);
    expect(
      (await call('get', '', OTHER).expect(200)).body.subscriptions.map(({ state }: Subscription) => state),
    ).not.toContain('ACTIVE');
    await disable(subscription);
  });

  it('allows a consumer twenty at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => subscribe()));
    const { body } = await call('post', '').send({ url: receiver.url }).expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/url', code: 'subscription_limit' }]);
    await Promise.all(made.map(disable));
    await disable(await subscribe());
  });

  it('audits each change', async () => {
    const rows = await gateway.database.query<{ action: string }>(
      "SELECT DISTINCT action FROM portico.audit_entries WHERE action LIKE 'events.%' ORDER BY action",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'events.delivery.redeliver',
      'events.subscription.create',
      'events.subscription.disable',
      'events.subscription.rotate',
    ]);
  });
});
