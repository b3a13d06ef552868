import request from 'supertest';
import { plainReturn } from '../support/plain-return';
import {
  ConsentApi,
  type GivenConsent,
  GivenConsents,
  newConsent,
  PAGE,
  returnParameters,
  type Said,
} from '../support/consent-api';
import { type RunningGateway, startGateway } from '../support/gateway';

describe('GET /return/consent', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  interface Visit extends GivenConsent {
    readonly back: string;
    readonly said: Said;
  }
  /** A consent whose user is at the Account Aggregator, and the return address that FinPro was given. */
  async function visit(change: Record<string, unknown> = {}): Promise<Visit> {
    const consent = await given.consent(change);
    const [sent] = (await given.sent('/v3/requestconsent'))
      .filter(({ body }) => body?.accountID === consent.body.accountID)
      .slice(-1);
    const { pathname, search } = new URL(String(sent!.body!.redirectUrl));
    return { ...consent, back: pathname + search, said: { handle: consent.handle, vua: consent.body.vua } };
  }
  const arrive = (back: string, parameters: object = {}): request.Test =>
    request(gateway.url).get(`${back}?${new URLSearchParams({ ...parameters })}`);
  const comeBack = async ({ back, said }: Visit, change: Partial<Said> = {}): Promise<request.Response> =>
    arrive(back, await returnParameters({ ...said, ...change }));
  const events = async ({ handle }: GivenConsent): Promise<[result: string, reason: unknown][]> => {
    const rows = await gateway.database.query<{
      result: string;
      actor: string;
      detail: { reason?: string; said?: string };
    }>(
      "SELECT result, actor, detail FROM portico.audit_entries WHERE action = 'consent.return' AND detail -> " +
        "'consent_handles' ? $1 ORDER BY entry_id",
      [handle],
    );
    return rows.map(({ result, detail }) => [result, detail.reason ?? detail.said]);
  };
  const journeyOf = async ({ handle }: GivenConsent): Promise<Record<string, unknown>> =>
    (await api.journey(handle).expect(200)).body;
  const rowOf = async ({ handle }: GivenConsent): Promise<unknown> =>
    (
      await gateway.database.query(
        'SELECT c.*, l.returned_at FROM portico.consents c JOIN portico.consent_links l ON c.journey_id = ANY ' +
          '(l.journey_ids) WHERE consent_handle = $1',
        [handle],
      )
    )[0];

  it('sends the browser to the consumer once FinPro confirms the approval, with handle and status only', async () => {
    const away = await visit();
    await given.happens(away.handle, 'approve');
    const { headers, status, text } = await comeBack(away);
    expect([status, plainReturn(headers.location), text]).toEqual([
      303,
      `${PAGE}&consent_handle=${away.handle}&status=APPROVED`,
      '',
    ]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(await events(away)).toEqual([['SUCCEEDED', 'APPROVED']]);
    expect(await journeyOf(away)).toMatchObject({
      state: 'APPROVED',
      consent_status: 'ACTIVE',
      confirmed_by: 'VENDOR_READ',
      consent_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      returned_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
    });
  });

  it.each([
    ['0', 'approve', 'APPROVED', 'VENDOR_READ', 'ACTIVE'],
    ['1', 'reject', 'REJECTED', 'VENDOR_READ', 'REJECTED'],
    ['2', null, 'FAILED', 'REDIRECT_HINT', 'PENDING'],
    ['3', null, 'FAILED', 'REDIRECT_HINT', 'PENDING'],
    ...['4', '5', '6', '7', '8', '9', '10', '404'].map(
      (code) => [code, null, 'ABANDONED', 'REDIRECT_HINT', 'PENDING'] as const,
    ),
    ['2', 'revoke', 'REVOKED', 'VENDOR_READ', 'REVOKED'],
    ['2', 'expire', 'EXPIRED', 'VENDOR_READ', 'EXPIRED'],
    ['0', null, 'PENDING', 'VENDOR_READ', 'PENDING'],
    ['1', null, 'PENDING', 'VENDOR_READ', 'PENDING'],
    ['5', 'approve', 'APPROVED', 'VENDOR_READ', 'ACTIVE'],
  ] as const)('errorcode %s, with %s at FinPro: %s', async (code, event, state, confirmedBy, consentStatus) => {
    const away = await visit();
    if (event === 'revoke') await given.happens(away.handle, 'approve');
    if (event) await given.happens(away.handle, event);
    const { headers } = await comeBack(away, { code });
    expect(new URL(headers.location!).searchParams.get('status')).toBe(state);
    expect(await journeyOf(away)).toMatchObject({ state, confirmed_by: confirmedBy, consent_status: consentStatus });
  });

  it('returns the next action after a visit that failed, and a new link makes the journey pending again', async () => {
    const away = await visit();
    await comeBack(away, { code: '3' });
    expect((await journeyOf(away)).next_action).toContain('POST /webRedirection/getEncryptedUrl');
    await api.link({ consentHandle: away.handle }).expect(200);
    expect(await journeyOf(away)).toMatchObject({ state: 'PENDING', returned_at: null });
    await given.happens(away.handle, 'approve');
    const [sent] = (await given.sent('/webRedirection/getEncryptedUrl')).slice(-1);
    const { pathname, search } = new URL(String(sent!.body!.redirectUrl));
    const { headers } = await comeBack({ ...away, back: pathname + search });
    expect(plainReturn(headers.location)).toBe(`${PAGE}&consent_handle=${away.handle}&status=APPROVED`);
  });

  it("is used only where the consumer names a page: otherwise the user ends on the portal's default page", async () => {
    const { handle } = await given.consent({ redirectUrl: undefined });
    await api.link({ consentHandle: handle }).expect(200);
    const [requested] = (await given.sent('/v3/requestconsent')).slice(-1);
    const [linked] = (await given.sent('/webRedirection/getEncryptedUrl')).slice(-1);
    for (const sent of [requested, linked]) expect(sent!.body).not.toHaveProperty('redirectUrl');
    await given.happens(handle, 'approve');
    expect((await api.journey(handle).expect(200)).body).toMatchObject({ state: 'APPROVED', returned_at: null });
  });

  it("shows Portico's own page for a link with a return address and without a consumer's page", async () => {
    const away = await visit();
    await gateway.database.query(
      'UPDATE portico.consent_links AS l SET redirect_url_sealed = NULL FROM portico.consents AS c WHERE ' +
        'c.journey_id = ANY (l.journey_ids) AND c.consent_handle = $1',
      [away.handle],
    );
    const { text, headers, status } = await comeBack(away, { code: '5' });
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('Thank you');
  });

  it.each([
    '/STATE?PARAMETERS',
    '/STATE?x=1?PARAMETERS',
    '/STATE?status=done&PARAMETERS',
    '/STATE&PARAMETERS',
    '?state=STATE&PARAMETERS',
    '?state=STATE?PARAMETERS',
  ])('is recognised as %s', async (address) => {
    const away = await visit();
    await given.happens(away.handle, 'approve');
    const path = address
      .replace('STATE', away.back.split('/').at(-1)!)
      .replace('PARAMETERS', String(new URLSearchParams({ ...(await returnParameters(away.said)) })));
    const { headers, status } = await request(gateway.url).get(`/return/consent${path}`);
    expect([status, plainReturn(headers.location)]).toEqual([
      303,
      `${PAGE}&consent_handle=${away.handle}&status=APPROVED`,
    ]);
  });

  it('works once, and reports that it was used afterwards', async () => {
    const away = await visit();
    expect((await comeBack(away, { code: '5' })).status).toBe(303);
    await given.happens(away.handle, 'approve');
    const { text, headers, status } = await comeBack(away);
    expect([status, headers.location]).toEqual([410, undefined]);
    expect(text).toContain('You have already come back');
    expect(await events(away)).toEqual([
      ['SUCCEEDED', 'ABANDONED'],
      ['REFUSED', 'used'],
    ]);
  });

  it('exactly one of many browsers is sent on', async () => {
    const away = await visit();
    await given.happens(away.handle, 'approve');
    const answers = await Promise.all(Array.from({ length: 12 }, () => comeBack(away)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      303,
      ...Array.from({ length: 11 }, () => 410),
    ]);
    expect((await events(away)).filter(([result]) => result === 'SUCCEEDED')).toHaveLength(1);
  });

  describe('changes nothing, audits REFUSED, and still works for the right browser, when', () => {
    const forgeries: readonly [what: string, forge: (away: Visit) => Promise<object>, reason: string][] = [
      [
        'the success is of another session: its consent',
        async ({ said }) => returnParameters({ ...said, handle: (await given.consent({ event: 'approve' })).handle }),
        'another consent',
      ],
      [
        'the success is of another person',
        async ({ said }) => returnParameters({ ...said, vua: '7770099999@onemoney' }),
        'another consent',
      ],
      [
        'it speaks of this consent and of others',
        async ({ said }) => returnParameters({ ...said, handle: `${said.handle},${(await given.consent()).handle}` }),
        'another consent',
      ],
      ['it speaks of no consent', ({ said }) => returnParameters({ ...said, handle: '' }), 'undecryptable'],
      ['a bit of ecres is flipped', async ({ said }) => flipped(await returnParameters(said), 20), 'undecryptable'],
      ['ecres is cut', async ({ said }) => cut(await returnParameters(said)), 'undecryptable'],
      [
        'ecres is written under another secret',
        ({ said }) => returnParameters(said, 'another-secret'),
        'undecryptable',
      ],
      [
        'the date is another',
        async ({ said }) => ({ ...(await returnParameters(said)), resdate: '150120261034127' }),
        'undecryptable',
      ],
      ['fi is another', async ({ said }) => ({ ...(await returnParameters(said)), fi: 'AAAA' }), 'undecryptable'],
      ['ecres is missing', async ({ said }) => ({ ...(await returnParameters(said)), ecres: '' }), 'incomplete'],
      ['nothing but a plain success is there', async () => ({ status: 'S', errorcode: '0' }), 'incomplete'],
      [
        'the date is no date',
        async ({ said }) => ({ ...(await returnParameters(said)), resdate: "1' OR 1=1" }),
        'incomplete',
      ],
    ];
    it.each(forgeries)('%s', async (_what, forge, reason) => {
      const away = await visit();
      const before = await rowOf(away);
      const { status, headers, text } = await arrive(away.back, await forge(away));
      expect([status, headers.location]).toEqual([400, undefined]);
      expect(text).toContain('Your answer did not arrive whole');
      expect(await rowOf(away)).toEqual(before);
      expect(await events(away)).toEqual([['REFUSED', reason]]);
      await given.happens(away.handle, 'approve');
      expect((await comeBack(away)).headers.location).toContain('status=APPROVED');
    });

    it('the parameters of a successful visit are presented at the return address of another visit', async () => {
      const [one, other] = [await visit(), await visit()];
      await given.happens(one.handle, 'approve');
      const answer = await returnParameters(one.said);
      expect((await arrive(other.back, answer)).status).toBe(400);
      expect((await journeyOf(other)).state).toBe('PENDING');
      expect((await arrive(one.back, answer)).headers.location).toContain(
        `consent_handle=${one.handle}&status=APPROVED`,
      );
    });
  });

  it('shows no approval that FinPro does not confirm, whatever the browser presents', async () => {
    const away = await visit();
    const { headers } = await comeBack(away, { code: '0', status: 'S' });
    expect(plainReturn(headers.location)).toBe(`${PAGE}&consent_handle=${away.handle}&status=PENDING`);
    expect(await journeyOf(away)).toMatchObject({ state: 'PENDING', consent_id: null });
  });

  it.each([
    ['Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['X-Purpose', 'preview'],
    ['X-Moz', 'prefetch'],
  ])('is not used up by a prefetch (%s: %s)', async (name, value) => {
    const away = await visit();
    const before = (await given.sent('/')).length;
    await arrive(away.back, await returnParameters(away.said))
      .set(name, value)
      .expect(200);
    expect([await events(away), (await given.sent('/')).length]).toEqual([[], before]);
    expect((await comeBack(away)).status).toBe(303);
  });

  it.each(['head', 'post', 'options', 'put', 'delete'] as const)('is not used up by %s', async (method) => {
    const away = await visit();
    const { status } = await request(gateway.url)[method](
      `${away.back}?${new URLSearchParams({ ...(await returnParameters(away.said)) })}`,
    );
    expect(status).toBe(method === 'head' ? 200 : 405);
    expect((await comeBack(away)).status).toBe(303);
  });

  it.each([
    ['forged', 'A'.repeat(43)],
    ['too short', 'A'.repeat(42)],
    ['empty', ''],
    ['strange', '%00'],
    ['quoted', "'%20OR%201=1"],
  ])('answers 404 for a state that is %s', async (_what, state) => {
    const { text, headers } = await request(gateway.url).get(`/return/consent?state=${state}`).expect(404);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('We do not know this address');
  });

  it('reads base64 in which a browser wrote spaces for plus signs', async () => {
    const away = await visit();
    const { ecres, resdate, fi } = await returnParameters(away.said);
    const standard = ecres.replaceAll('-', '+').replaceAll('_', '/');
    expect((await request(gateway.url).get(`${away.back}?ecres=${standard}&resdate=${resdate}&fi=${fi}`)).status).toBe(
      303,
    );
  });

  it.each([
    ['is down', { kind: 'reset' }],
    ['limits our rate', { kind: 'rate-limit' }],
    ['answers with an invalid response', { kind: 'body', body: '<html>' }],
  ])('goes on with the last confirmed status when FinPro %s', async (_what, what) => {
    const away = await visit();
    await given.happens(away.handle, 'approve');
    const answer = await returnParameters(away.said);
    await given.fault({ ...what, times: 2 });
    expect((await arrive(away.back, answer)).headers.location).toContain('status=PENDING');
    expect((await journeyOf(away)).state).toBe('APPROVED');
  });

  it.each([
    ['another template', { productID: 'WEALTH01' }],
    ['another accountID', { accountID: 'ANOTHER1' }],
    ['another handle', { consentHandle: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' }],
  ])('does not accept a confirmation of %s', async (_what, change) => {
    const away = await visit();
    const item = {
      consentID: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
      consentHandle: away.handle,
      status: 'ACTIVE',
      productID: 'LOAN01',
      accountID: away.body.accountID,
      vua: away.body.vua,
      accounts: [],
    };
    const answer = await returnParameters(away.said);
    await given.fault({
      path: '/v3/getconsentslist',
      kind: 'body',
      body: JSON.stringify({ status: 'success', ver: '1', data: [{ ...item, ...change }] }),
    });
    expect((await arrive(away.back, answer)).headers.location).toContain('status=PENDING');
  });

  it('is 503 while the database cannot commit, and works afterwards', async () => {
    const away = await visit();
    await gateway.database.query('REVOKE INSERT ON portico.audit_entries FROM portico_app');
    const { text, headers, status } = await comeBack(away, { code: '5' });
    await gateway.database.query('GRANT INSERT ON portico.audit_entries TO portico_app');
    expect([status, headers['retry-after'], text.includes('We cannot show this page right now')]).toEqual([
      503,
      '1',
      true,
    ]);
    expect((await comeBack(away, { code: '5' })).status).toBe(303);
  });

  it('returns several consents of one person together', async () => {
    const [one, other] = [newConsent(), 'SECOND1'];
    const handles: string[] = [];
    for (const body of [one, { ...one, accountID: other }])
      handles.push((await api.request(body).expect(200)).body.data.consent_handle);
    await api.link({ consentHandle: handles }).expect(200);
    const [sent] = (await given.sent('/webRedirection/getEncryptedUrl')).slice(-1);
    const { pathname, search } = new URL(String(sent!.body!.redirectUrl));
    await given.happens(handles[1]!, 'approve');
    const { headers } = await arrive(
      pathname + search,
      await returnParameters({ handle: handles.toReversed().join(','), vua: one.vua }),
    );
    expect(plainReturn(headers.location)).toBe(`${PAGE}&consent_handle=${handles.join('%2C')}&status=APPROVED`);
  });

  it("never logs a state or the browser's parameters", async () => {
    const away = await visit();
    const parameters = await returnParameters(away.said);
    await arrive(away.back, parameters);
    expect(gateway.logged()).toContain('/return/consent');
    for (const secret of [away.back.split('/').at(-1)!, parameters.ecres.slice(0, 40)])
      expect(gateway.logged()).not.toContain(secret);
  });
});

function flipped({ ecres, ...rest }: { ecres: string; resdate: string; fi: string }, at: number): object {
  const bytes = Buffer.from(ecres, 'base64url');
  bytes[at]! ^= 0x10;
  return { ...rest, ecres: bytes.toString('base64url') };
}

const cut = ({ ecres, ...rest }: { ecres: string; resdate: string; fi: string }): object => ({
  ...rest,
  ecres: ecres.slice(0, -22),
});
