import request from 'supertest';
import {
  both,
  consentBody,
  type ConsentRow,
  type ConsentWorld,
  expectRefusal,
  FinproApi,
  type FinproCredentials,
  sandboxOnly,
  UUID_V4,
} from '../../support/finpro-api';

const HEADERS = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'] as const;
const OPERATIONS = [
  '/v2/requestconsent',
  '/v3/requestconsent',
  '/webRedirection/getEncryptedUrl',
  '/webRedirection/decryptUrl',
  '/getconsentslist',
  '/v2/getconsentslist',
  '/v3/getconsentslist',
  '/v1/accounts/getconsentslist',
  '/revokeconsent',
  '/productslist',
] as const;

const as = ({ api }: ConsentWorld, credentials: object): FinproApi =>
  new FinproApi(api.url, credentials as FinproCredentials);
const without = ({ api }: ConsentWorld, name: keyof FinproCredentials): object => ({
  ...api.credentials,
  [name]: undefined,
});
const bare = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<string, string>;

/** The four headers, the paths, and the two envelopes. */
export const CREDENTIALS: readonly ConsentRow[] = [
  ...HEADERS.map((name) =>
    both('1.1', `${name} is required`, async (world) => {
      for (const headers of [without(world, name), { ...world.api.credentials, [name]: '' }]) {
        const answer = await request(world.api.url).post('/v3/requestconsent').set(bare(headers)).send(consentBody());
        expectRefusal(world, answer, 401, 'AuthenticationFailed', 'FP0906', `${name} header is missing`);
      }
    }),
  ),
  ...HEADERS.map((name) =>
    both('1.1', `a wrong ${name} is refused, and the error does not name it`, async (world) => {
      const own = world.api.credentials[name];
      const wrong = [
        `${own}x`,
        own.slice(1),
        own.toUpperCase() === own ? own.toLowerCase() : own.toUpperCase(),
        world.other.credentials[name],
      ];
      for (const value of wrong) {
        const answer = await as(world, { ...world.api.credentials, [name]: value }).request();
        expectRefusal(world, answer, 401, 'AuthenticationFailed', 'FP0906', 'Invalid client credentials');
      }
    }),
  ),
  both('1.1', 'names of headers are not case-sensitive', async ({ api }) => {
    const headers = Object.fromEntries(
      Object.entries(api.credentials).map(([name, value]) => [name.toUpperCase(), value]),
    );
    await request(api.url).post('/v3/requestconsent').set(headers).send(consentBody()).expect(200);
  }),
  both('1.1', 'no Accept header and no other credential is required', ({ api }) =>
    api.request().unset('Accept').expect(200),
  ),
  sandboxOnly('1.1', 'every operation requires them, before it reads the body', async (world) => {
    const stranger = as(world, { ...world.api.credentials, client_secret: 'wrong' });
    for (const path of OPERATIONS)
      expectRefusal(
        world,
        await stranger.post(path, '{"broken').set('Content-Type', 'application/json'),
        401,
        'AuthenticationFailed',
        'FP0906',
      );
    expectRefusal(world, await stranger.get('/list/fips'), 401, 'AuthenticationFailed', 'FP0906');
  }),
  sandboxOnly('1.2', 'the base URL has a path prefix, and nothing answers without it', async (world) => {
    const origin = new FinproApi(world.sandbox.url, world.api.credentials);
    expect((await origin.request()).status).toBe(404);
    expect(new URL(world.api.url).pathname).toBe('/finpro');
  }),
  sandboxOnly('1.3', 'unknown paths and methods are answered in the envelope', async (world) => {
    expectRefusal(world, await world.api.post('/v4/requestconsent', consentBody()), 404, 'NotFound', 'FP0910');
    expectRefusal(world, await world.api.get('/v3/requestconsent'), 404, 'NotFound', 'FP0910');
  }),
  both('1.4', 'success has status and ver, which is a release and no path', async ({ api }) => {
    const { body, headers } = await api.request().expect(200);
    expect(body).toMatchObject({
      status: 'success',
      ver: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      data: expect.any(Object),
    });
    expect(headers['content-type']).toMatch(/^application\/json/);
  }),
  both('1.4', 'an error has five fields, all of them text', async (world) => {
    const answer = await world.api.post('/v3/requestconsent', {});
    expectRefusal(world, answer, 400, 'InvalidRequest', 'FP0901');
    for (const value of Object.values(answer.body as object)) expect(typeof value).toBe('string');
  }),
  sandboxOnly('1.4', 'a body of more than a mebibyte is refused in the envelope', async (world) => {
    const answer = await world.api.request({ accountID: 'A'.repeat(1_100_000) });
    expectRefusal(world, answer, 413, 'InvalidRequest', 'FP0901', 'Request body is too large');
  }),
  sandboxOnly(
    '1.1',
    'the journal records whether the credentials were right, and never the secret',
    async ({ api, sandbox }) => {
      await sandbox.control('/_sandbox/reset', {});
      await api.request().expect(200);
      await request(api.url).post('/v3/requestconsent').send(consentBody()).expect(401);
      await as({ api } as ConsentWorld, { ...api.credentials, client_secret: 'wrong' })
        .request()
        .expect(401);
      const { requests } = await sandbox.control<{
        requests: { id: string; path: string; signature: { verdict: string; reason: string | null } }[];
      }>('/_sandbox/requests?vendor=finpro');
      expect(requests.map(({ path, signature }) => [path, signature.verdict, signature.reason])).toEqual([
        ['/v3/requestconsent', 'genuine', null],
        ['/v3/requestconsent', 'none', 'client_id header is missing'],
        ['/v3/requestconsent', 'refused', 'Invalid client credentials'],
      ]);
      expect(requests[0]!.id).toMatch(UUID_V4);
      expect(JSON.stringify(requests)).not.toContain(api.credentials.client_secret);
    },
  ),
];
