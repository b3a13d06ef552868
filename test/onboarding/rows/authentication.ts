import { createHash, createHmac, randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO } from '../../support/gateway';
import { newCustomer } from '../../support/given';
import { local, row, type Row, signed, upstream, type World } from '../../support/onboarding-api';

const DEMO_SECRET = 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA';

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
const post = ({ api }: World, headers: object, body: string, path = api.collection): request.Test =>
  request(api.url)
    .post(path)
    .set({ 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json', ...headers })
    .send(body);
const get = ({ api }: World, path: string, headers: object): request.Test =>
  request(api.url)
    .get(path)
    .set(headers as Record<string, string>);
/** In sandbox mode a signature that does not fit is explained, without the secret; any other refusal is not. */
const REASON = [
  [
    'The credentials are missing, malformed, expired or wrong.',
    'Send Authorization: Bearer <client_id>.<secret>, or a fresh OneMoney-HMAC-SHA256 signature.',
  ],
  [
    expect.stringMatching(
      /^The signature is not the one of these five lines with the secret of \S+:\n(?:.+\n){4}\w{64}$/,
    ),
    'Compare these lines with those that you signed, and the key with your secret, decoded.',
  ],
  [expect.stringMatching(/^X-OM-Date|seconds/), expect.any(String)],
] as const;
const unauthorized = async (test: request.Test): Promise<void> => {
  const { body, headers } = await test.expect(401);
  expect(headers['www-authenticate']).toContain('OneMoney-HMAC-SHA256');
  const { detail, next_action: nextAction, ...rest } = body as Record<string, unknown>;
  expect({ ...rest, instance: '', request_id: '' }).toEqual({
    type: '/errors#unauthorized',
    title: 'Credentials are missing or wrong',
    status: 401,
    code: 'Unauthorized',
    instance: '',
    request_id: '',
    retryable: false,
  });
  expect(REASON).toContainEqual([detail, nextAction]);
  expect(JSON.stringify(body)).not.toContain(DEMO_SECRET);
};
const customerId = '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10';

/** Both kinds of credentials, and the rules of signatures, at the gateway. */
export const AUTHENTICATION: readonly Row[] = [
  local('1.1', 'Bearer is a credential', ({ api }) => api.create().expect(201)),
  local('1.1', 'OneMoney-HMAC-SHA256 is a credential', async (world) => {
    const body = JSON.stringify(newCustomer());
    await post(world, signed('POST', world.api.collection, body), body).expect(201);
  }),
  local('1.2', 'Authorization is required on every call', async (world) => {
    await unauthorized(get(world, world.api.pathOf(customerId), {}));
    await unauthorized(get(world, world.api.pathOf(customerId), { Authorization: '' }));
  }),
  local('1.2', 'X-OM-Date is required with a signature', async (world) => {
    const { Authorization } = signed('GET', world.api.pathOf(customerId));
    await unauthorized(get(world, world.api.pathOf(customerId), { Authorization }));
  }),
  local('1.2', 'Content-Type is application/json when there is a body', async (world) => {
    const body = JSON.stringify(newCustomer());
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data']) {
      await post(world, { Authorization: DEMO, 'Content-Type': type }, body).expect(415);
    }
    await post(world, { Authorization: DEMO, 'Content-Type': 'application/json; charset=utf-8' }, body).expect(201);
  }),
  local('1.3', 'the query is not signed', async (world) => {
    const key = randomUUID();
    await world.api.create(newCustomer(), key).expect(201);
    const target = `${world.api.collection}?idempotency_key=${key}`;
    await get(world, target, signed('GET', world.api.collection)).expect(200);
    await unauthorized(get(world, target, signed('GET', target)));
  }),
  local('1.3', 'the method is signed in upper case', async (world) => {
    await get(world, world.api.pathOf(customerId), signed('get', world.api.pathOf(customerId))).expect(404);
    await unauthorized(get(world, world.api.pathOf(customerId), signed('POST', world.api.pathOf(customerId))));
  }),
  local(
    '1.3',
    'the path is signed as on the request line, or in its normalised spelling (RFC 3986, 6.2.2)',
    async (world) => {
      const path = world.api.pathOf(customerId);
      for (const as of [`${path}%2D`, `${path}-`]) await get(world, `${path}%2D`, signed('GET', as)).expect(404);
      for (const as of [path, `${path}%2d`]) await unauthorized(get(world, `${path}%2D`, signed('GET', as)));
    },
  ),
  local('1.3', 'the body is signed byte by byte', async (world) => {
    const body = JSON.stringify(newCustomer());
    await unauthorized(post(world, signed('POST', world.api.collection, body), `${body}\n`));
    await unauthorized(post(world, signed('POST', world.api.collection), body));
  }),
  local('1.3', 'the secret is decoded before use', async (world) => {
    const { 'X-OM-Date': date } = signed('GET', '/');
    const text = ['demo-consumer', date, 'GET', world.api.pathOf(customerId), createHash('sha256').digest('hex')].join(
      '\n',
    );
    const authorization = (key: Buffer): object => {
      const signature = createHmac('sha256', key).update(text).digest('hex');
      return { Authorization: `OneMoney-HMAC-SHA256 demo-consumer:${date}:${signature}`, 'X-OM-Date': date };
    };
    await get(world, world.api.pathOf(customerId), authorization(Buffer.from(DEMO_SECRET, 'base64url'))).expect(404);
    await unauthorized(get(world, world.api.pathOf(customerId), authorization(Buffer.from(DEMO_SECRET))));
  }),
  local('1.3', 'a replay inside the window is accepted: the scheme has no nonce', async (world) => {
    const headers = signed('GET', world.api.pathOf(customerId), '', ago(60));
    for (let time = 0; time < 3; time += 1) await get(world, world.api.pathOf(customerId), headers).expect(404);
  }),
  local('1.3', 'the clock may be 300 seconds off, either way, and no more', async (world) => {
    const at = (seconds: number): request.Test =>
      get(world, world.api.pathOf(customerId), signed('GET', world.api.pathOf(customerId), '', ago(seconds)));
    for (const seconds of [295, -295]) await at(seconds).expect(404);
    for (const seconds of [305, -305, 86_400]) await unauthorized(at(seconds));
  }),
  local('1.4', 'the scheme is one of two, in capitals or not (RFC 9110, 11.1)', async (world) => {
    const { Authorization, 'X-OM-Date': date } = signed('GET', world.api.pathOf(customerId));
    for (const spelled of [Authorization, Authorization.replace(/^\S+/, (scheme) => scheme.toLowerCase())])
      await get(world, world.api.pathOf(customerId), { Authorization: spelled, 'X-OM-Date': date }).expect(404);
    const values = [
      Authorization.toLowerCase(),
      Authorization.replace('OneMoney-', ''),
      'Basic ZGVtbzpkZW1v',
      'Bearer',
      'Bearer ',
      'Bearer demo-consumer',
      `Bearer demo-consumer.${DEMO_SECRET}x`,
      `Bearer other-consumer.${DEMO_SECRET}`,
      `Bearer .${DEMO_SECRET}`,
    ];
    for (const value of values)
      await unauthorized(get(world, world.api.pathOf(customerId), { Authorization: value, 'X-OM-Date': date }));
  }),
  local('1.4', 'the credential has three parts, none of them empty', async (world) => {
    const { Authorization, 'X-OM-Date': date } = signed('GET', world.api.pathOf(customerId));
    for (const value of [
      `${Authorization}:x`,
      Authorization.replace('demo-consumer', ''),
      Authorization.replace(/:[^:]*$/, ''),
      Authorization.replace(/:[^:]*$/, ':'),
    ]) {
      await unauthorized(get(world, world.api.pathOf(customerId), { Authorization: value, 'X-OM-Date': date }));
    }
  }),
  local('1.4', 'X-OM-Date is identical to the signed timestamp', async (world) => {
    const { Authorization } = signed('GET', world.api.pathOf(customerId));
    await unauthorized(
      get(world, world.api.pathOf(customerId), {
        Authorization,
        'X-OM-Date': signed('GET', '/', '', ago(1))['X-OM-Date'],
      }),
    );
  }),
  local('1.4', 'the access key is known', async (world) => {
    const { Authorization, 'X-OM-Date': date } = signed('GET', world.api.pathOf(customerId));
    await unauthorized(
      get(world, world.api.pathOf(customerId), {
        Authorization: Authorization.replace('demo-consumer', 'absent'),
        'X-OM-Date': date,
      }),
    );
    await unauthorized(
      get(world, world.api.pathOf(customerId), { Authorization: 'Bearer absent.c2VjcmV0LXNlY3JldC1zZWNyZXQ' }),
    );
  }),
  local('1.4', 'credentials are checked before the body is read', (world) =>
    unauthorized(post(world, { Authorization: 'Bearer absent.x' }, '{"email":')),
  ),
  local('1.4', 'the size limit of the body is checked first', (world) =>
    post(world, { Authorization: 'Bearer absent.x' }, `"${'x'.repeat(70_000)}"`).expect(413),
  ),
  row('1.4', "the vendor verifies the gateway's signatures", async (world) => {
    const { customer_id } = await world.given.customer();
    await world.api.grant(customer_id, { redirect_url: 'https://app.example.com/' }).expect(201);
    await world.api.read(customer_id).expect(200);
    const { requests } = await world.gateway.sandbox.control<{
      requests: { path: string; signature: { verdict: string } }[];
    }>('/_sandbox/requests?vendor=1money&limit=3');
    expect(requests.map(({ signature }) => signature.verdict)).toEqual(['genuine', 'genuine', 'genuine']);
    expect(requests.map(({ path }) => path).slice(0, 2)).toEqual([
      upstream(world, 'create'),
      upstream(world, 'grant', customer_id),
    ]);
  }),
  local('1.5', 'echo answers pong, and the message, to a valid signature and to Bearer', async (world) => {
    const body = JSON.stringify({ message: 'Zo\u00eb' });
    const pong = { message: 'pong', timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]{12}Z$/) };
    for (const headers of [signed('GET', '/echo'), { Authorization: DEMO }])
      expect((await get(world, '/echo', headers).expect(200)).body).toEqual(pong);
    for (const headers of [signed('POST', '/echo', body), { Authorization: DEMO }])
      expect((await post(world, headers, body, '/echo').expect(200)).body).toEqual({ ...pong, message: 'Zo\u00eb' });
  }),
  local('1.5', 'echo refuses a signature over another body, and a malformed message', async (world) => {
    const body = JSON.stringify({ message: 'hello' });
    await unauthorized(post(world, signed('POST', '/echo', `${body} `), body, '/echo'));
    await unauthorized(get(world, '/echo', signed('GET', '/v1/customers')));
    for (const message of [undefined, null, 7, 'x'.repeat(1001)])
      expect(
        (await post(world, { Authorization: DEMO }, JSON.stringify({ message }), '/echo').expect(400)).body.errors,
      ).toMatchObject([{ pointer: '/message' }]);
  }),
  local('2.6', 'the list is returned for a signature over its path', async (world) => {
    await get(world, '/v1/customers?page=1&size=1', signed('GET', '/v1/customers')).expect(200);
  }),
];
