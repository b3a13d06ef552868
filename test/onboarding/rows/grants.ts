import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO, OTHER } from '../../support/gateway';
import { local, row, type Row, upstream, type World } from '../../support/onboarding-api';

const THIRTY_MINUTES_MS = 1_800_000;

interface Sent {
  readonly body: Record<string, unknown> | null;
  readonly idempotency_key: string | null;
}

const sentFor = async (world: World, customerId: string): Promise<Sent[]> => {
  const sent: Sent[] = await world.gateway.sandbox.requests(upstream(world, 'grant', customerId));
  return sent.filter(({ body }) => world.generation === 'lightweight' || body?.customer_id === customerId);
};

/** Sends a grant request that must be refused with a 400 that names the field, and must not reach the vendor. */
const refused = (says: string, change: object, pointer: string): Row =>
  local('2.3, 2.4', says, async (world) => {
    const { customer_id } = await world.given.customer();
    const { body } = await world.api.grant(customer_id, change).expect(400);
    expect(body).toMatchObject({ code: 'Bad_Request', instance: world.api.grantPathOf(customer_id) });
    expect([...new Set((body.errors as { pointer: string }[]).map((error) => error.pointer))]).toEqual([pointer]);
    expect(await sentFor(world, customer_id)).toEqual([]);
  });

const accepted = (says: string, change: object): Row =>
  row('2.3, 2.4', says, async ({ api, given }) => {
    const { customer_id } = await given.customer();
    await api.grant(customer_id, change).expect(201);
  });

/** Creating grants and links. */
export const GRANTS: readonly Row[] = [
  row('2.3, 2.4', 'success is 201 with grant_token, onboarding_url and expires_at', async (world) => {
    const { customer_id } = await world.given.customer();
    const { body, headers } = await world.api
      .grant(customer_id, { redirect_url: 'https://app.example.com/kyb', locale: 'en-GB' })
      .expect(201);
    expect(Object.keys(body as object).toSorted()).toEqual(['expires_at', 'grant_token', 'onboarding_url']);
    const url = new URL(body.onboarding_url as string);
    expect([url.origin, url.searchParams.get('grant_token'), url.searchParams.get('locale')]).toEqual([
      world.gateway.sandbox.url,
      body.grant_token,
      'en-GB',
    ]);
    expect([headers['cache-control'], headers['referrer-policy']]).toEqual(['no-store', 'no-referrer']);
  }),
  row('2.3, 2.4', 'the link opens at the vendor', async ({ api, given, gateway }) => {
    const { customer_id } = await given.customer();
    const { body } = await api.grant(customer_id).expect(201);
    const [grant] = await gateway.sandbox.sandbox.context.db
      .query('SELECT customer_id::text, used_at FROM sandbox.grants WHERE customer_id = $1', [customer_id])
      .then(({ rows }) => rows as object[]);
    expect(grant).toEqual({ customer_id, used_at: null });
    expect(body.onboarding_url).toContain(encodeURIComponent(body.grant_token as string));
  }),
  row('2.3, 2.4', 'a grant expires thirty minutes after its creation', async ({ api, given }) => {
    const { customer_id } = await given.customer();
    const before = Date.now();
    const { body } = await api.grant(customer_id).expect(201);
    const lifetime = Date.parse(body.expires_at as string);
    expect(lifetime).toBeGreaterThanOrEqual(before + THIRTY_MINUTES_MS - 1000);
    expect(lifetime).toBeLessThanOrEqual(Date.now() + THIRTY_MINUTES_MS + 1000);
  }),
  row('2.3, 2.4', 'several grants may be made for one customer, each with a token of its own', async (world) => {
    const { customer_id } = await world.given.customer();
    const tokens = [];
    for (let time = 0; time < 3; time += 1)
      tokens.push((await world.api.grant(customer_id).expect(201)).body.grant_token);
    expect(new Set(tokens).size).toBe(3);
    const keys = (await sentFor(world, customer_id)).map(({ idempotency_key }) => idempotency_key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 3]);
    expect(keys.every((key) => /^[0-9a-f-]{36}$/.test(key ?? ''))).toBe(true);
  }),
  row('2.3, 2.4', 'the key of a grant is never the one of the creation', async (world) => {
    const { customer_id, key } = await world.given.customer();
    await request(world.api.url)
      .post(world.api.grantPathOf(customer_id))
      .set({ Authorization: DEMO, 'Idempotency-Key': key })
      .send(world.api.family === 'hosted' ? { customer_id } : {})
      .expect(201);
    const creation = (await world.gateway.sandbox.requests(upstream(world, 'create')))
      .filter(({ status }) => status === 201)
      .map(({ idempotency_key }) => idempotency_key);
    const [sent] = await sentFor(world, customer_id);
    expect([key, ...creation]).not.toContain(sent!.idempotency_key);
  }),
  row(
    '2.3, 2.4',
    'the vendor is given our return address, never the page of the consumer, and the locale',
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.api.grant(customer_id, { redirect_url: 'https://app.example.com/kyb?x=1', locale: 'fr' }).expect(201);
      const [sent] = await sentFor(world, customer_id);
      const { redirect_url, ...rest } = sent!.body!;
      expect(redirect_url).toMatch(
        new RegExp(`^${world.gateway.config.publicBaseUrl}/return/onboarding/[A-Za-z0-9_-]{43}$`),
      );
      expect(rest).toEqual(world.generation === 'hosted' ? { customer_id, locale: 'fr' } : { locale: 'fr' });
    },
  ),
  accepted('redirect_url and locale are optional', {}),
  accepted('redirect_url and locale may be null', { redirect_url: null, locale: null }),
  accepted('redirect_url may be loopback in sandbox mode', { redirect_url: 'http://localhost:4000/demo/return' }),
  ...['en', 'en-US', 'zh-Hant-TW', 'es-419'].map((locale) => accepted(`locale may be ${locale}`, { locale })),
  ...['e', 'english please', 'en_US', '../x', 'en-US\n', '\u0435n', 'a'.repeat(100)].map((locale) =>
    refused(`locale may not be ${JSON.stringify(locale)}`, { locale }, '/locale'),
  ),
  refused('locale is a string', { locale: 1 }, '/locale'),
  refused('redirect_url is a string', { redirect_url: 1 }, '/redirect_url'),
  refused('redirect_url is a URL', { redirect_url: 'kyb/return' }, '/redirect_url'),
  refused('redirect_url is not empty', { redirect_url: '' }, '/redirect_url'),
  refused('redirect_url is under the control of the partner', { redirect_url: 'https://evil.com/' }, '/redirect_url'),
  refused('redirect_url is https', { redirect_url: 'http://app.example.com/' }, '/redirect_url'),
  refused('redirect_url hides no other host', { redirect_url: 'https://evil.com\\@app.example.com/' }, '/redirect_url'),
  refused('redirect_url is no script', { redirect_url: 'javascript:alert(1)' }, '/redirect_url'),
  refused(
    'redirect_url has at most 2048 characters',
    { redirect_url: `https://app.example.com/${'a'.repeat(2048)}` },
    '/redirect_url',
  ),
  refused('an unknown field is named', { callback: 'https://app.example.com/' }, '/callback'),
  row(
    '2.3, 2.4',
    'an unknown customer is 404, one of another consumer too, and no grant call is made',
    async (world) => {
      const { customer_id } = await world.given.customer();
      const unknown = randomUUID();
      const answers = [
        await world.api.grant(unknown).expect(404),
        await world.api.as(OTHER).grant(customer_id).expect(404),
      ];
      for (const { body } of answers)
        expect(body).toMatchObject({ code: 'Not_Found', detail: 'No customer of yours has this id.' });
      expect([await sentFor(world, unknown), await sentFor(world, customer_id)]).toEqual([[], []]);
    },
  ),
  local('2.4', 'customer_id is required in the body, a string, an id', async ({ api }) => {
    const post = (body: object): request.Test =>
      request(api.url).post('/v1/customers/onboarding/grants').set('Authorization', DEMO).send(body);
    for (const customer_id of [undefined, null, 7, '', '../../v1/x', 'a'.repeat(65), ['x']]) {
      const { body } = await post({ customer_id }).expect(400);
      expect(body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer: '/customer_id' })]));
    }
  }),
  row('2.3', 'the body is required; {} is accepted', async ({ api, given }) => {
    const { customer_id } = await given.customer();
    const path = `/v1/customers/${customer_id}/onboarding_links`;
    await request(api.url).post(path).set('Authorization', DEMO).expect(400);
    await request(api.url).post(path).set('Authorization', DEMO).send({}).expect(201);
    await request(api.url).post(path).set('Authorization', DEMO).send({ customer_id }).expect(400);
  }),
  row('2.3, 2.4', 'a customer of one family of paths is a customer of the other', async ({ api, given }) => {
    const { customer_id } = await given.customer();
    const post = (path: string, body: object): request.Test =>
      request(api.url).post(path).set('Authorization', DEMO).send(body);
    await post('/v1/customers/onboarding/grants', { customer_id }).expect(201);
    await post(`/v1/customers/${customer_id}/onboarding_links`, {}).expect(201);
    const { body } = await api.listGrants(customer_id).expect(200);
    expect(body.grants).toHaveLength(2);
  }),
];
