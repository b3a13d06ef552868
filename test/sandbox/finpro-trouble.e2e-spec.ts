import { FinproRateLimiter } from '../../src/sandbox/finpro/rate-limit';
import {
  consentBody,
  type ConsentWorld,
  expectRefusal,
  FinproApi,
  givenConsent,
  sandboxWorld,
} from '../support/finpro-api';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

describe('configured failures of FinPro', () => {
  let sandbox: RunningSandbox;
  let world: ConsentWorld;
  beforeAll(async () => {
    sandbox = await startSandbox();
    world = sandboxWorld(sandbox);
  });
  afterEach(() => sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => sandbox.close());

  const fault = (how: object): Promise<unknown> =>
    sandbox.control('/_sandbox/faults', { vendor: 'finpro', path: '/v3/requestconsent', times: 1, ...how });
  const created = async (): Promise<number> => (await sandbox.effects('consent.created')).length;

  it.each([
    [400, 'InvalidRequest', 'FP0901'],
    [401, 'AuthenticationFailed', 'FP0906'],
    [403, 'InvalidRequest', 'FP0901'],
    [500, 'InternalError', 'FP0909'],
    [503, 'InternalError', 'FP0909'],
  ])('a status of %i is answered in the envelope, once, and nothing is done', async (status, word, code) => {
    const before = await created();
    await fault({ kind: 'status', status });
    expectRefusal(world, await world.api.request(), status, word, code);
    expect(await created()).toBe(before);
    await world.api.request().expect(200);
  });

  it("the path of a fault is FinPro's own, without the prefix, and only that path fails", async () => {
    await fault({ kind: 'status', status: 500 });
    await world.api.get('/list/fips').expect(200);
    await world.api.request().expect(500);
    await fault({ kind: 'status', status: 500, path: '/finpro/v3/requestconsent' });
    await world.api.request().expect(200);
  });

  it('the response can be lost after the work was done', async () => {
    const before = await created();
    await fault({ kind: 'reset', when: 'after' });
    const body = consentBody();
    await expect(world.api.post('/v3/requestconsent', body)).rejects.toThrow();
    expect(await created()).toBe(before + 1);
    const { partyIdentifierType, partyIdentifierValue, productID, accountID } = body;
    expect(
      (await world.api.list({ partyIdentifierType, partyIdentifierValue, productID, accountID }).expect(200)).body.data,
    ).toHaveLength(1);
  });

  it('a page that is not JSON, a redirect, and a rate limit inside a 200', async () => {
    await fault({
      kind: 'body',
      status: 503,
      body: '<html>Service Temporarily Unavailable</html>',
      content_type: 'text/html',
    });
    expect((await world.api.request().expect(503)).text).toContain('Temporarily');
    await fault({ kind: 'redirect', location: 'http://localhost:9/' });
    expect((await world.api.request().redirects(0)).headers.location).toBe('http://localhost:9/');
    await fault({ kind: 'rate-limit-in-200' });
    expectRefusal(world, await world.api.request(), 200, 'TooManyRequests', 'FP0908');
  });

  it('7: a rate limit has X-RateLimit-Reset, and no Retry-After', async () => {
    await fault({ kind: 'rate-limit', retry_after_seconds: 7 });
    const answer = await world.api.request();
    expectRefusal(world, answer, 429, 'TooManyRequests', 'FP0908');
    expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' });
    expect(Math.abs(Number(answer.headers['x-ratelimit-reset']) - Date.now() / 1000 - 7)).toBeLessThan(3);
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  it('the journal names the fault, and a reset empties everything', async () => {
    await fault({ kind: 'status', status: 500 });
    await world.api.request().expect(500);
    const { requests } = await sandbox.control<{ requests: { fault: string; path: string }[] }>(
      '/_sandbox/requests?vendor=finpro&path=/v3/requestconsent&limit=1',
    );
    expect(requests).toEqual([expect.objectContaining({ fault: 'status (before)', path: '/v3/requestconsent' })]);
    const { handle } = await givenConsent(world);
    await sandbox.control('/_sandbox/finpro/settings', { consent_handle: 'absent', redirect_origins: {} });
    await sandbox.control('/_sandbox/reset', {});
    expect(await sandbox.control('/_sandbox/finpro/settings')).toEqual({
      consent_handle: 'full',
      redirect_origins: null,
    });
    expect((await sandbox.control<{ requests: unknown[] }>('/_sandbox/requests?vendor=finpro')).requests).toEqual([]);
    expect((await world.api.list({ consentHandle: handle }).expect(200)).body.data).toEqual([]);
    expect((await fetch(`${sandbox.url}/_sandbox/finpro/consents/${handle}`)).status).toBe(404);
  });

  it.each([
    [{ consent_handle: 'none' }, 'consent_handle must be full or absent'],
    [
      { redirect_origins: ['https://app.example.com'] },
      'redirect_origins must be null, or a list of origins for each organisationId',
    ],
    [
      { consent_handle: 'absent', redirect_origins: { 'sandbox-org': 'x' } },
      'redirect_origins must be null, or a list of origins for each organisationId',
    ],
  ])('settings %j are refused, and change nothing', async (settings, error) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/finpro/settings`, {
      method: 'POST',
      body: JSON.stringify(settings),
    });
    expect([answer.status, await answer.json()]).toEqual([400, { error }]);
    expect(await sandbox.control('/_sandbox/finpro/settings')).toEqual({
      consent_handle: 'full',
      redirect_origins: null,
    });
  });

  it('a customer without an account, or without the PAN that is needed, cannot approve', async () => {
    const without = { partyIdentifierValue: '1999999404', vua: '1999999404@onemoney' };
    const failing = { partyIdentifierValue: '1999999500', vua: '1999999500@onemoney' };
    for (const change of [without, failing, { productID: 'WEALTH01', fipID: ['DELTA-FIP'] }]) {
      const { handle } = await givenConsent(world, change);
      expect(
        (await fetch(`${sandbox.url}/_sandbox/finpro/consents/${handle}/approve`, { method: 'POST' })).status,
      ).toBe(409);
    }
  });
});

describe('7: the rate limit', () => {
  it('is in every response, and refuses in the envelope', async () => {
    const sandbox = await startSandbox({ SANDBOX_FINPRO_RATE_LIMIT: '3' });
    try {
      const world = sandboxWorld(sandbox);
      const answers = [
        await world.api.request(),
        await world.api.request({ productID: 'LOAN99' }),
        await world.api.get('/list/fips'),
        await world.api.request(),
      ];
      expect(
        answers.map(({ status, headers }) => [status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]),
      ).toEqual([
        [200, '3', '2'],
        [400, '3', '1'],
        [200, '3', '0'],
        [429, '3', '0'],
      ]);
      expectRefusal(world, answers[3]!, 429, 'TooManyRequests', 'FP0908', 'Rate limit exceeded');
      await world.other.request().expect(200);
      await new FinproApi(world.api.url, { ...world.api.credentials, client_secret: 'wrong' }).request().expect(401);
    } finally {
      await sandbox.close();
    }
  });

  it('counts a minute from the first request', () => {
    const limiter = new FinproRateLimiter(2);
    const at = (seconds: number): boolean => limiter.take('client', seconds * 1000).passes;
    expect([at(100), at(110), at(120), at(159.9), at(160), at(161), at(162)]).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(limiter.take('client', 163_000).headers['X-RateLimit-Reset']).toBe('220');
  });

  it('has no limit and no headers when it is off', () => {
    expect(new FinproRateLimiter(null).take('client', 0)).toEqual({ passes: true, headers: {} });
  });
});
