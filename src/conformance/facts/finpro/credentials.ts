import { anObject, fits, ISO_TIME, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { FinPro } from '../../vendors/finpro';
import { data, FP, refusedAs } from '../../vendors/finpro-answers';

const { stated, open } = factsInGroup('finpro');
const HEADERS = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'] as const;
const FIPS = '/list/fips';
const POSTS = [
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

/** The four headers, paths and envelopes (finpro.md 1). */
export const FINPRO_CREDENTIALS: readonly Fact[] = [
  stated(
    'headers.success',
    '1.1',
    'page',
    'the four headers let a request in, and nothing is signed',
    [],
    async ({ finpro }) => void data(await finpro.get(FIPS)),
  ),
  ...HEADERS.map((name) =>
    stated(
      `headers.${name}.missing`,
      '1.1',
      'page',
      `${name} is required: without it, or empty, 401 AuthenticationFailed`,
      [],
      async (world) => {
        for (const value of [undefined, ''])
          refusedAs(
            world,
            await world.finpro.get(FIPS, { ...world.finpro.credentials, [name]: value }),
            401,
            'AuthenticationFailed',
            { code: FP.AuthenticationFailed, text: `${name} header is missing` },
          );
      },
    ),
  ),
  ...HEADERS.map((name) =>
    stated(`headers.${name}.wrong`, '2.4', 'page', `a wrong ${name} is 401 AuthenticationFailed`, [], async (world) => {
      const own = world.finpro.credentials[name]!;
      for (const value of [`${own}x`, own.slice(1)])
        refusedAs(
          world,
          await world.finpro.get(FIPS, { ...world.finpro.credentials, [name]: value }),
          401,
          'AuthenticationFailed',
          { code: FP.AuthenticationFailed, text: 'Invalid client credentials' },
        );
    }),
  ),
  ...HEADERS.map((name) =>
    stated(
      `headers.${name}.of-another`,
      '1.1',
      'page',
      `the ${name} of another organisation beside one's own is 401`,
      ['second-partner'],
      async (world) => {
        refusedAs(
          world,
          await world.finpro.get(FIPS, {
            ...world.finpro.credentials,
            [name]: world.otherOrganisation.credentials[name],
          }),
          401,
          'AuthenticationFailed',
        );
      },
    ),
  ),
  stated(
    'headers.case',
    '1.1',
    'page',
    'names of headers are not case-sensitive',
    [],
    async ({ finpro }) =>
      void data(
        await finpro.get(
          FIPS,
          Object.fromEntries(Object.entries(finpro.credentials).map(([name, value]) => [name.toUpperCase(), value])),
        ),
      ),
  ),
  stated('headers.every-path', '1.1', 'page', 'every operation asks for them', [], async (world) => {
    const stranger = { ...world.finpro.credentials, client_secret: 'wrong' };
    for (const path of POSTS)
      refusedAs(world, await world.finpro.post(path, {}, stranger), 401, 'AuthenticationFailed');
  }),
  open(
    'headers.before-body',
    '2.4',
    'which comes first, credentials or a broken body',
    [],
    'credentials: 401',
    async ({ finpro }) => {
      const { status } = await finpro.post('/v3/getconsentslist', '{"broken', {
        ...finpro.credentials,
        client_secret: 'wrong',
      });
      return status === 401 ? 'credentials: 401' : String(status);
    },
  ),
  stated(
    'prefix',
    '1.2',
    'integrators',
    'the base URL may have a path prefix, and is joined as it is',
    [],
    async ({ finpro }) => void data(await new FinPro({ ...finpro.access, url: `${finpro.access.url}/` }).get(FIPS)),
  ),
  open(
    'paths.v4',
    '1.3',
    '/v4/requestconsent',
    ['template', 'effects'],
    '404 NotFound: it is not played',
    async ({ finpro }) => {
      const { status, json } = await finpro.post('/v4/requestconsent', finpro.body());
      const { errorCode = 'without errorCode' } = (json ?? {}) as { errorCode?: unknown };
      return `${status} ${String(errorCode)}${status === 404 ? ': it is not played' : ''}`;
    },
  ),
  stated(
    'envelope.success',
    '1.4',
    'page',
    'success is JSON with status "success", ver, and data',
    [],
    async ({ finpro }) => {
      const answer = await finpro.get(FIPS);
      anObject('data', data(answer));
      fits('Content-Type', answer.headers['content-type'], /^application\/json/);
    },
  ),
  stated(
    'envelope.error',
    '1.4',
    'page',
    'an error is JSON with five texts: ver, timestamp, errorCode, errorMsg, status',
    [],
    async (world) => {
      const answer = await world.finpro.get(FIPS, {});
      refusedAs(world, answer, 401, 'AuthenticationFailed');
      fits('timestamp', anObject('the error', answer.json).timestamp, ISO_TIME);
      fits('Content-Type', answer.headers['content-type'], /^application\/json/);
    },
  ),
  stated('body.type', '1.1', 'page', 'bodies are application/json', ['effects', 'template'], async (world) => {
    const { finpro } = world;
    const body = JSON.stringify(finpro.body());
    data(
      await finpro.post('/v3/requestconsent', body, {
        ...finpro.credentials,
        'Content-Type': 'application/json; charset=utf-8',
      }),
    );
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined])
      refusedAs(
        world,
        await finpro.post('/v3/requestconsent', body, { ...finpro.credentials, 'Content-Type': type }),
        400,
        'InvalidRequest',
        { code: FP.InvalidRequest, text: 'Request body must be a JSON object' },
      );
  }),
  ...['{"broken', '', '[]', 'null', '"x"', '7'].map((body) =>
    stated(
      `body.no-object.${body.length}-${body.replace(/\W/g, '') || 'list'}`,
      '2.4',
      'page',
      `a body that is no JSON object is 400 InvalidRequest: ${JSON.stringify(body)}`,
      [],
      async (world) => {
        for (const path of ['/v3/requestconsent', '/v3/getconsentslist', '/revokeconsent'])
          refusedAs(world, await world.finpro.post(path, body), 400, 'InvalidRequest', {
            code: FP.InvalidRequest,
            text: 'Request body must be a JSON object',
          });
      },
    ),
  ),
  open('limit.body', '1.4', 'a body of two mebibytes', [], '413 InvalidRequest', async ({ finpro }) => {
    const { status, json } = await finpro.post('/v3/getconsentslist', { consentHandle: 'x'.repeat(2_097_152) });
    return `${status} ${String((json as { errorCode?: unknown } | undefined)?.errorCode ?? 'without errorCode')}`;
  }),
  stated(
    'limit.headers',
    '7',
    'page',
    'X-RateLimit-Limit, -Remaining and -Reset say where one stands, Reset in Unix seconds',
    ['switches'],
    async ({ limited: { finpro } }) => {
      const { headers } = await finpro.get(FIPS);
      const limit = Number(fits('X-RateLimit-Limit', headers['x-ratelimit-limit'], /^\d+$/));
      const remaining = Number(fits('X-RateLimit-Remaining', headers['x-ratelimit-remaining'], /^\d+$/));
      const reset = Number(fits('X-RateLimit-Reset', headers['x-ratelimit-reset'], /^\d{10}$/));
      same(
        'the numbers are sensible',
        [remaining < limit, reset >= Math.floor(Date.now() / 1000), reset <= Date.now() / 1000 + 120],
        [true, true, true],
      );
    },
  ),
  stated(
    'limit.429',
    '7',
    'page',
    'beyond the limit: 429, with the same headers and nothing remaining',
    ['switches'],
    async (world) => {
      const { finpro } = world.limited;
      for (let time = 0; time < 200; time += 1) {
        const answer = await finpro.get(FIPS);
        if (answer.status === 200) continue;
        refusedAs(world, answer, 429, 'TooManyRequests', { code: FP.TooManyRequests, text: 'Rate limit exceeded' });
        return same('X-RateLimit-Remaining', answer.headers['x-ratelimit-remaining'], '0');
      }
      same('200 requests at once', 'no 429', '429 at some time');
    },
  ),
];
