import request from 'supertest';
import { plainReturn } from '../support/plain-return';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';

const PAGE = 'https://app.example.com/kyb?x=1';

describe('GET /return/onboarding', () => {
  let gateway: RunningGateway;
  let given: Given;
  let api: OnboardingApi;
  beforeAll(async () => {
    gateway = await startGateway();
    [given, api] = [new Given(gateway), new OnboardingApi(gateway.url, 'hosted')];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  /** The return address that the vendor was given for a grant. */
  async function granted(rest: object = { redirect_url: PAGE }): Promise<{ customerId: string; back: string }> {
    const { customer_id: customerId } = await given.customer();
    await given.grant(customerId, rest);
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).slice(-1);
    const { pathname, search } = new URL(String(sent!.body!.redirect_url));
    return { customerId, back: pathname + search };
  }
  const arrive = (back: string): request.Test => request(gateway.url).get(back);
  const events = (
    customerId: string,
  ): Promise<{ actor: string; consumer: string | null; result: string; phase: string }[]> =>
    gateway.database.query(
      "SELECT actor, consumer, result, phase FROM portico.audit_entries WHERE action = 'onboarding.return' AND " +
        "detail ->> 'customer_id' = $1 ORDER BY entry_id",
      [customerId],
    );

  it("sends the browser to the consumer's page with the status that the vendor confirms, and no more", async () => {
    const { customerId, back } = await granted();
    await given.status(customerId, 'PENDING_REVIEW');
    const { headers, text } = await arrive(`${back}?status=APPROVED&customer_id=forged`).expect(303);
    expect(plainReturn(headers.location)).toBe(`${PAGE}&customer_id=${customerId}&status=PENDING_REVIEW`);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(text).toBe('');
    expect(await events(customerId)).toEqual([
      { actor: 'browser', consumer: null, result: 'SUCCEEDED', phase: 'OUTCOME' },
    ]);
  });

  it.each([
    ['without a query', 'https://app.example.com/kyb', 'https://app.example.com/kyb?customer_id=ID&status=INIT'],
    [
      'with a fragment',
      'https://app.example.com/kyb?x=1#/done',
      'https://app.example.com/kyb?x=1&customer_id=ID&status=INIT#/done',
    ],
    [
      'with a question mark in its fragment',
      'https://app.example.com/kyb#/done?y',
      'https://app.example.com/kyb?customer_id=ID&status=INIT#/done?y',
    ],
    [
      'with an escaped query',
      'https://app.example.com/kyb?x=%23%26',
      'https://app.example.com/kyb?x=%23%26&customer_id=ID&status=INIT',
    ],
    [
      'with names of ours',
      'https://app.example.com/kyb?%73tatus=mine&x=1&customer_id=#status=3',
      'https://app.example.com/kyb?x=1&customer_id=ID&status=INIT#status=3',
    ],
    [
      'with names like ours',
      'https://app.example.com/kyb?Status=1&status.x=2&x=status',
      'https://app.example.com/kyb?Status=1&status.x=2&x=status&customer_id=ID&status=INIT',
    ],
    ['of a bare origin', 'https://app.example.com', 'https://app.example.com/?customer_id=ID&status=INIT'],
  ])('keeps a page %s unchanged', async (_what, redirect_url, location) => {
    const { customerId, back } = await granted({ redirect_url });
    const { headers } = await arrive(back).expect(303);
    expect(plainReturn(headers.location)).toBe(location.replace('ID', customerId));
  });

  it("is used only where the consumer names a page: otherwise the user ends on 1Money's page", async () => {
    const { customer_id: customerId } = await given.customer();
    for (const rest of [{}, { redirect_url: null }]) await given.grant(customerId, rest);
    const sent = await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`);
    expect(sent.map(({ body }) => body)).toEqual([{}, {}]);
    expect((await api.listGrants(customerId).expect(200)).body.grants).toEqual([
      expect.objectContaining({ return_mode: 'direct' }),
      expect.objectContaining({ return_mode: 'direct' }),
    ]);
  });

  it("shows Portico's own page for a grant with a return address and without a consumer's page", async () => {
    const { customerId, back } = await granted();
    await gateway.database.query(
      'UPDATE portico.onboarding_grants SET redirect_url_sealed = NULL WHERE subject_id = (SELECT subject_id ' +
        'FROM portico.customers WHERE customer_id = $1)',
      [customerId],
    );
    const { text, headers } = await arrive(back).expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('Thank you');
  });

  it('is not used up where If-Match fails (RFC 9110, 13.1.1), which counts only before a success', async () => {
    const { customerId, back } = await granted();
    await arrive(back).set('If-Match', '"x"').expect(412);
    await arrive('/return/onboarding/unknown').set('If-Match', '"x"').expect(404);
    expect(await events(customerId)).toEqual([]);
    await arrive(back).expect(303);
    await arrive(back).set('If-Match', '"x"').expect(410);
  });

  it('works once, and reports that it was used afterwards', async () => {
    const { customerId, back } = await granted();
    await arrive(back).expect(303);
    const { text, headers } = await arrive(back).expect(410);
    expect(headers.location).toBeUndefined();
    expect(text).toContain('You have already come back');
    expect((await events(customerId)).map(({ result }) => result)).toEqual(['SUCCEEDED', 'REFUSED']);
  });

  it.each([
    ['de-DE', 'hi', 'de', 'Sie sind schon zurückgekehrt'],
    ['zh-CN', 'de', 'zh', '您已经返回过了'],
    ['xx', 'de', 'en', 'You have already come back'],
    [undefined, 'hi-IN, de;q=0.5', 'hi', 'आप पहले ही वापस आ चुके हैं'],
    [undefined, 'fr', 'en', 'You have already come back'],
  ])('speaks the language of the grant (%s) before that of the browser (%s)', async (locale, accepted, lang, says) => {
    const { back } = await granted({ redirect_url: PAGE, ...(locale && { locale }) });
    await arrive(back).expect(303);
    const { text, headers } = await arrive(back).set('Accept-Language', accepted).expect(410);
    expect([text.includes(`<html lang="${lang}">`), headers['content-language']]).toEqual([true, lang]);
    expect(text).toContain(says);
  });

  it('exactly one of many browsers is sent on', async () => {
    const { customerId, back } = await granted();
    const answers = await Promise.all(Array.from({ length: 12 }, () => arrive(back)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      303,
      ...Array.from({ length: 11 }, () => 410),
    ]);
    expect((await events(customerId)).filter(({ result }) => result === 'SUCCEEDED')).toHaveLength(1);
  });

  it.each([
    ['Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['X-Purpose', 'preview'],
    ['X-Moz', 'prefetch'],
  ])('is not used up by a prefetch (%s: %s)', async (name, value) => {
    const { customerId, back } = await granted();
    const before = (await gateway.sandbox.requests('/v1')).length;
    await arrive(back).set(name, value).expect(200);
    expect([await events(customerId), (await gateway.sandbox.requests('/v1')).length]).toEqual([[], before]);
    await arrive(back).expect(303);
  });

  it.each(['head', 'post', 'options', 'put', 'delete'] as const)('is not used up by %s', async (method) => {
    const { back } = await granted();
    const { status } = await request(gateway.url)[method](back);
    expect(status).toBe(method === 'head' ? 200 : 405);
    await arrive(back).expect(303);
  });

  it('each of several grants has its own address', async () => {
    const { customerId, back } = await granted();
    await given.grant(customerId, { redirect_url: 'https://app.example.com/other' });
    const sent = await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`);
    const other = new URL(String(sent.at(-1)!.body!.redirect_url));
    await arrive(other.pathname + other.search).expect(303);
    await arrive(back).expect(303);
  });

  it.each([
    ['forged', 'A'.repeat(43)],
    ['too short', 'A'.repeat(42)],
    ['too long', 'A'.repeat(44)],
    ['empty', ''],
    ['strange', '%00'],
    ['quoted', "'%20OR%201=1"],
  ])('answers 404 for a state that is %s', async (_what, state) => {
    const { text, headers } = await arrive(`/return/onboarding?state=${state}`).expect(404);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('We do not know this address');
  });

  it('answers 404 for an address without a state, or with two', async () => {
    const { back } = await granted();
    await arrive('/return/onboarding').expect(404);
    await arrive(`/return/onboarding?state=${back.split('/').at(-1)}&state=x`).expect(404);
    await arrive(back).expect(303);
  });

  it.each([
    ['nothing', '/STATE'],
    ['a query', '/STATE?status=done'],
    ['two queries', '/STATE?status=done?ref=1'],
    ['a query without its mark', '/STATE&status=done'],
    ['a state of its own', '/STATE?state=other'],
    ['nothing, in the query as it was once', '?state=STATE'],
    ['a query, to the query as it was once', '?state=STATE?status=done'],
    ['a parameter, to the query as it was once', '?state=STATE&status=done'],
  ])('is recognised when the vendor appends %s', async (_what, address) => {
    const { customerId, back } = await granted();
    const { headers } = await arrive(`/return/onboarding${address.replace('STATE', back.split('/').at(-1)!)}`).expect(
      303,
    );
    expect(plainReturn(headers.location)).toBe(`${PAGE}&customer_id=${customerId}&status=INIT`);
  });

  it.each([
    ['is down', { kind: 'reset' }],
    ['limits our rate', { kind: 'rate-limit' }],
    ['answers with an invalid response', { kind: 'body', body: '<html>' }],
    [
      'answers about another customer',
      {
        kind: 'body',
        body: JSON.stringify({
          customer_id: 'another',
          email: 'a@b.example',
          status: 'APPROVED',
          created_at: '2026-01-15T09:30:00Z',
          updated_at: '2026-01-15T09:30:00Z',
        }),
      },
    ],
  ])('goes on with the last confirmed status when the vendor %s', async (_what, what) => {
    const { customerId, back } = await granted();
    await given.status(customerId, 'APPROVED');
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'GET', times: 1, ...what });
    const { headers } = await arrive(back).expect(303);
    expect(new URL(headers.location!).searchParams.get('status')).toBe('INIT');
  });

  it('is 503 while the database cannot commit, and works afterwards', async () => {
    const { customerId, back } = await granted();
    await gateway.database.query('REVOKE INSERT ON portico.audit_entries FROM portico_app');
    const { text, headers } = await arrive(back).expect(503);
    await gateway.database.query('GRANT INSERT ON portico.audit_entries TO portico_app');
    expect(headers['content-type']).toContain('text/html');
    expect([headers['retry-after'], text.includes('We cannot show this page right now')]).toEqual(['1', true]);
    await arrive(back).expect(303);
    expect(await events(customerId)).toHaveLength(1);
  });

  it('is shown in the list of grants', async () => {
    const { customerId, back } = await granted();
    await arrive(back).expect(303);
    const { body } = await api.listGrants(customerId).expect(200);
    expect(body.grants).toEqual([
      expect.objectContaining({ state: 'RETURNED', returned_at: expect.stringMatching(/Z$/) }),
    ]);
  });

  it('never logs a state', async () => {
    const { back } = await granted();
    await arrive(back).expect(303);
    expect(gateway.logged()).toContain('/return/onboarding');
    expect(gateway.logged()).not.toContain(back.split('/').at(-1));
  });
});
