import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO, OTHER } from '../../support/gateway';
import { newCustomer } from '../../support/given';
import { local, row, type Row, upstream, type World } from '../../support/onboarding-api';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Sends a body that must be refused with a 400 that names exactly the field, and must not reach the vendor. */
const refused = (says: string, change: object, pointer: string): Row =>
  local('2.1', says, async (world) => {
    const before = await world.gateway.sandbox.requests('/v1');
    const { body } = await world.api.create({ ...newCustomer(), ...change }).expect(400);
    expect(body).toMatchObject({ code: 'Bad_Request', status: 400, instance: world.api.collection, retryable: false });
    expect([...new Set((body.errors as { pointer: string }[]).map((error) => error.pointer))]).toEqual([pointer]);
    expect(await world.gateway.sandbox.requests('/v1')).toHaveLength(before.length);
  });

const accepted = (says: string, change: object): Row =>
  local('2.1', says, ({ api }) => api.create({ ...newCustomer(), ...change }).expect(201));

const lastSent = async (world: World): Promise<{ body: unknown; idempotency_key: string | null }> =>
  (await world.gateway.sandbox.requests(upstream(world, 'create'))).at(-1)!;

/** 1Money's response. */
const sixFields = (email: string, status = 'INIT', customerType = 'BUSINESS'): object => ({
  customer_id: expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  email,
  customer_type: customerType,
  status,
  created_at: expect.stringMatching(ISO),
  updated_at: expect.stringMatching(ISO),
});

/** How long the status is reliable: in headers, since the body is 1Money's. */
const PROVENANCE = {
  'portico-confirmed-by': 'VENDOR_READ',
  'portico-as-of': expect.stringMatching(ISO) as unknown,
  'portico-stale-after': expect.stringMatching(ISO) as unknown,
};

/** Creating, finding and reading customers. */
export const CUSTOMERS: readonly Row[] = [
  row('2.1', 'success is 201 with six fields, and the status is INIT', async ({ api }) => {
    const customer = newCustomer();
    const { body, headers } = await api.create(customer).expect(201);
    expect(body).toEqual(sixFields(customer.email));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  }),
  row('2.1', "the vendor is sent the caller's fields, a UUID as the key, and nothing else", async (world) => {
    const customer = newCustomer();
    await world.api.create(customer).expect(201);
    const sent = await lastSent(world);
    expect(sent.body).toEqual(customer);
    expect(sent.idempotency_key).toMatch(UUID);
  }),
  row('2.1', 'company_name is left out when there is none', async (world) => {
    const { company_name: _, ...rest } = newCustomer();
    await world.api.create(rest).expect(201);
    expect((await lastSent(world)).body).toEqual(rest);
    await world.api.create({ ...newCustomer(), company_name: null }).expect(201);
    expect((await lastSent(world)).body).not.toHaveProperty('company_name');
  }),
  local('2.1', 'Idempotency-Key is required, and only a valid UUID is accepted', async (world) => {
    const post = (): request.Test => request(world.api.url).post(world.api.collection).set('Authorization', DEMO);
    const before = await world.gateway.sandbox.requests('/v1');
    const answers = [await post().send(newCustomer()).expect(400)];
    for (const key of [
      '',
      'x',
      '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f4',
      '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40x',
      '{7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40}',
      '00000000-0000-0000-0000-000000000000',
    ]) {
      answers.push(await post().set('Idempotency-Key', key).send(newCustomer()).expect(400));
    }
    for (const { body } of answers)
      expect(body).toMatchObject({
        code: 'Bad_Request',
        errors: [{ pointer: 'header/Idempotency-Key', code: expect.stringMatching(/^(required|wrong_format)$/) }],
      });
    expect(await world.gateway.sandbox.requests('/v1')).toHaveLength(before.length);
  }),
  local('2.1', 'a key is the same key in upper case', async ({ api }) => {
    const [key, customer] = [randomUUID(), newCustomer()];
    const first = await api.create(customer, key).expect(201);
    const again = await api.create(customer, key.toUpperCase()).expect(201);
    expect(again.text).toBe(first.text);
  }),
  row('2.1', 'a repeated key answers 201 with the same customer, byte by byte, and creates nothing', async (world) => {
    const [key, customer] = [randomUUID(), newCustomer()];
    const first = await world.api.create(customer, key).expect(201);
    await world.given.status(first.body.customer_id as string, 'APPROVED');
    const again = await world.api.create(customer, key).expect(201);
    expect([again.text, again.headers['idempotent-replayed'], first.headers['idempotent-replayed']]).toEqual([
      first.text,
      'true',
      undefined,
    ]);
    const effects = await world.gateway.sandbox.effects('customer.created');
    expect(effects.filter(({ subject }) => subject === first.body.customer_id)).toHaveLength(1);
  }),
  local('2.1', 'a key with another body is refused instead of answering the wrong customer', async ({ api }) => {
    const key = randomUUID();
    await api.create(newCustomer(), key).expect(201);
    const { body } = await api.create(newCustomer(), key).expect(422);
    expect(body).toMatchObject({ code: 'Unprocessable_Entity', type: '/errors#key-reused' });
  }),
  row('2.1', 'an email is unique: a duplicate under another key is 400', async ({ api }) => {
    const customer = newCustomer();
    await api.create(customer).expect(201);
    const { body } = await api.create(customer).expect(400);
    expect(body).toMatchObject({ code: 'Bad_Request', type: '/errors#vendor-refused' });
    expect(JSON.stringify(body)).not.toContain(customer.email);
  }),
  refused('email is required', { email: undefined }, '/email'),
  refused('email is not null', { email: null }, '/email'),
  refused('email is a string', { email: 1 }, '/email'),
  refused('email is not an array', { email: ['ops@acme.example'] }, '/email'),
  refused('email is an address', { email: 'acme.example' }, '/email'),
  refused('email holds no second address', { email: 'a@acme.example,b@acme.example' }, '/email'),
  ...(['first_name', 'last_name'] as const).flatMap((name) => [
    refused(`${name} is required`, { [name]: undefined }, `/${name}`),
    refused(`${name} is a string`, { [name]: { toString: 'x' } }, `/${name}`),
    refused(`${name} is not empty`, { [name]: '' }, `/${name}`),
    refused(`${name} is more than blanks`, { [name]: '   ' }, `/${name}`),
    refused(`${name} has at most 255 characters`, { [name]: 'x'.repeat(256) }, `/${name}`),
    refused(`${name} is plain text, no HTML`, { [name]: '<b>Kim</b>' }, `/${name}`),
    refused(`${name} is plain text, no script`, { [name]: 'Kim<script>alert(1)</script>' }, `/${name}`),
    accepted(`${name} may have 255 characters`, { [name]: 'x'.repeat(255) }),
    accepted(`${name} may be in any script`, { [name]: 'Zo\u00eb \u674e \u0639\u0644\u064a O\u2019Neil' }),
  ]),
  refused('company_name is a string', { company_name: 7 }, '/company_name'),
  refused('company_name is not empty', { company_name: '' }, '/company_name'),
  refused('company_name has at most 100 characters', { company_name: 'x'.repeat(101) }, '/company_name'),
  refused('company_name is plain text', { company_name: 'Acme <img src=x>' }, '/company_name'),
  accepted('company_name may have 100 characters', { company_name: 'x'.repeat(100) }),
  refused('customer_type is required', { customer_type: undefined }, '/customer_type'),
  refused('customer_type is an enum', { customer_type: 'TRUST' }, '/customer_type'),
  refused('only business customers are supported', { customer_type: 'INDIVIDUAL' }, '/customer_type'),
  row(
    '2.1',
    'customer_type may be spelt as in the generated schema, and comes back in the spelling that was sent',
    async ({ api }) => {
      const [customer, key] = [{ ...newCustomer(), customer_type: 'Business' }, randomUUID()];
      const { body } = await api.create(customer, key).expect(201);
      expect(body).toEqual(sixFields(customer.email, 'INIT', 'Business'));
      expect((await api.find(key).expect(200)).body).toEqual(body);
    },
  ),
  row(
    '2.1',
    'also when the answer to the creation was lost and a search by key found the customer',
    async ({ api, gateway }) => {
      const [customer, key] = [{ ...newCustomer(), customer_type: 'Business' }, randomUUID()];
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        method: 'POST',
        times: 1,
        kind: 'reset',
        when: 'after',
      });
      await api.create(customer, key).expect(502);
      expect((await api.find(key).expect(200)).body).toEqual(sixFields(customer.email, 'INIT', 'Business'));
      expect((await api.create(customer, key).expect(201)).body).toEqual(sixFields(customer.email, 'INIT', 'Business'));
    },
  ),
  refused('an unknown field is named, not dropped', { invitation: true }, '/invitation'),
  local('2.1', 'every bad field is named at once', async ({ api }) => {
    const { body } = await api.create({ email: 'x', first_name: '', customer_type: 'y', extra: 1 }).expect(400);
    const pointers = new Set((body.errors as { pointer: string }[]).map(({ pointer }) => pointer));
    expect([...pointers].toSorted()).toEqual(['/customer_type', '/email', '/extra', '/first_name', '/last_name']);
  }),
  row('2.2', 'a customer is found by the key of its creation, with its current status', async ({ api, given }) => {
    const { customer_id, email, key } = await given.customer({ status: 'UNDER_REVIEW' });
    const { body, headers } = await api.find(key).expect(200);
    expect(body).toEqual({ ...sixFields(email, 'UNDER_REVIEW'), customer_id });
    expect(headers).toMatchObject(PROVENANCE);
  }),
  row('2.2', 'an unknown key is 404', ({ api }) => api.find(randomUUID()).expect(404)),
  local('2.2', 'idempotency_key is required, and a UUID', async ({ api }) => {
    const { body } = await request(api.url).get(api.collection).set('Authorization', DEMO).expect(400);
    expect(body.errors).toMatchObject([{ pointer: 'query/idempotency_key' }]);
    await api.find('x').expect(400);
    await request(api.url)
      .get(`${api.collection}?idempotency_key=${randomUUID()}&idempotency_key=${randomUUID()}`)
      .set('Authorization', DEMO)
      .expect(400);
    await request(api.url)
      .get(`${api.collection}?idempotency_key=${randomUUID()}&page=2`)
      .set('Authorization', DEMO)
      .expect(400);
  }),
  row(
    '2.5',
    'a hosted customer has six fields, and provenance in headers; the full customer has all documented fields',
    async ({ api, given }) => {
      const { customer_id, email } = await given.customer({ status: 'PENDING_REVIEW' });
      const { body, headers } = await api.read(customer_id).expect(200);
      expect(headers).toMatchObject(PROVENANCE);
      const full = {
        customer_id,
        email,
        business_legal_name: 'Acme Robotics GmbH',
        status: 'PENDING_REVIEW',
        associated_persons: [],
        review_issues: null,
        created_at: expect.stringMatching(ISO),
        updated_at: expect.stringMatching(ISO),
      };
      if (api.family === 'hosted') expect(body).toEqual({ ...sixFields(email, 'PENDING_REVIEW'), customer_id });
      else expect(body).toMatchObject(full);
    },
  ),
  row('2.5', 'an unknown id is 404', async ({ api }) => {
    const { body } = await api.read(randomUUID()).expect(404);
    expect(body).toMatchObject({ code: 'Not_Found', status: 404, type: '/errors#not-found' });
  }),
  row('2.6', "the list has the consumer's own customers, newest first, in full", async ({ api, given }) => {
    const list = async (
      query: string,
      authorization = DEMO,
    ): Promise<{ customers: { customer_id: string; email: string }[]; total: number }> =>
      (await request(api.url).get(`/v1/customers${query}`).set('Authorization', authorization).expect(200)).body;
    const theirs = await given.customer({ authorization: OTHER });
    const [first, second, third] = [
      await given.customer(),
      await given.customer({ status: 'UNDER_REVIEW' }),
      await given.customer(),
    ];
    const ids = async (query: string): Promise<string[]> =>
      (await list(query)).customers.map(({ customer_id }) => customer_id);
    const { customers, total } = await list('');
    expect([customers.slice(0, 3).map(({ customer_id, email }) => [customer_id, email]), total]).toEqual([
      [third, second, first].map(({ customer_id, email }) => [customer_id, email]),
      customers.length,
    ]);
    expect([
      await ids('?page=1&size=1'),
      await ids('?page=2&size=1'),
      await ids('?page_num=1&page_size=1'),
      await ids('?size=2'),
    ]).toEqual([
      [third.customer_id],
      [second.customer_id],
      [second.customer_id],
      [third.customer_id, second.customer_id],
    ]);
    expect((await ids('?kyb_status=under_review&size=1'))[0]).toBe(second.customer_id);
    expect(await ids(`?since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect(await ids('?since=2020-01-01T00:00:00Z&size=2')).toEqual([third.customer_id, second.customer_id]);
    expect((await ids('?size=100')).includes(theirs.customer_id)).toBe(false);
    expect((await list('?size=1', OTHER)).customers[0]!.customer_id).toBe(theirs.customer_id);
    expect(await list('?page=10000&size=100')).toEqual({ customers: [], total: 0 });
  }),
  local('2.6', 'page, size and kyb_status have the limits of 1Money', async ({ api }) => {
    for (const [query, pointer] of [
      ['page=0', 'page'],
      ['size=0', 'size'],
      ['size=101', 'size'],
      ['page_num=-1', 'page_num'],
      ['page_size=x', 'page_size'],
      ['kyb_status=NEW', 'kyb_status'],
      ['cursor=x', 'cursor'],
      ['since=yesterday', 'since'],
    ] as const) {
      const { body } = await request(api.url).get(`/v1/customers?${query}`).set('Authorization', DEMO).expect(400);
      expect(body.errors).toMatchObject([{ pointer: `query/${pointer}` }]);
    }
  }),
  row('2.6', 'a customer that 1Money no longer has hides no other from the list', async (world) => {
    const [known, lost] = [await world.given.customer(), await world.given.customer()];
    await world.gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      path: `/v1/customers/${lost.customer_id}`,
      kind: 'status',
      status: 404,
      times: 1,
    });
    const { body } = await request(world.api.url).get('/v1/customers?size=2').set('Authorization', DEMO).expect(200);
    expect([body.customers.map(({ customer_id }: { customer_id: string }) => customer_id), body.total]).toEqual([
      [known.customer_id],
      2,
    ]);
  }),
  row('2.6', 'an unreadable list is 502, and not empty', async (world) => {
    const [one, other] = [await world.given.customer(), await world.given.customer()];
    for (const { customer_id } of [one, other])
      await world.gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        path: `/v1/customers/${customer_id}`,
        kind: 'body',
        body: '<html>',
        times: 2,
      });
    const { body } = await request(world.api.url).get('/v1/customers?size=2').set('Authorization', DEMO).expect(502);
    expect(body).toMatchObject({ type: '/errors#vendor-invalid-response' });
    await world.gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
  }),
];
