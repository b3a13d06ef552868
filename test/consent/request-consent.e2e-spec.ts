import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { ConsentApi, GivenConsents, newConsent, OTHER_HEADERS, PAGE } from '../support/consent-api';
import { passLeases } from '../support/effects';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { startSandbox } from '../support/sandbox';

describe('POST /v3/requestconsent', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const auditOf = (
    requestId: string | undefined,
  ): Promise<{ action: string; phase: string; result: string | null; detail: Record<string, unknown> }[]> =>
    gateway.database.query(
      'SELECT action, phase, result, detail FROM portico.audit_entries WHERE request_id = $1 ORDER BY entry_id',
      [requestId],
    );
  const sentFor = async ({ accountID }: { accountID: string }): Promise<Record<string, unknown>[]> =>
    (await given.sent('/v3/requestconsent')).map(({ body }) => body!).filter((body) => body.accountID === accountID);

  it('answers as FinPro does', async () => {
    const { body, headers } = await api.request().expect(200);
    expect(body).toEqual({
      status: 'success',
      ver: '1.21.0',
      message: 'Consent request created',
      data: {
        status: 'PENDING',
        consent_handle: expect.stringMatching(/^[0-9a-f-]{36}$/),
        webRedirectionUrl: expect.stringMatching(/\?ecreq=[\w%-]+&reqdate=\d{15}&fi=/),
      },
    });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('sends FinPro exactly the documented fields, the accountID unchanged, and a Portico return address', async () => {
    const body = newConsent({ pan: 'ABCDE1234F' });
    await api.request(body).expect(200);
    const [sent] = await sentFor(body);
    expect(sent).toEqual({
      ...body,
      redirectUrl: expect.stringMatching(new RegExp(`^${gateway.url}/return/consent/[\\w-]{43}$`)),
    });
  });

  it('omits the fields that were omitted', async () => {
    const { fipID, redirectUrl, ...body } = newConsent();
    await api.request({ ...body, pan: null, fipID: null }).expect(200);
    const [sent] = await sentFor(body);
    expect([fipID, redirectUrl, Object.keys(sent!).toSorted()]).toEqual([
      ['ALPHA-FIP', 'BETA-FIP'],
      PAGE,
      ['accountID', 'partyIdentifierType', 'partyIdentifierValue', 'productID', 'vua'],
    ]);
  });

  it('audits INTENT and OUTCOME of the call, masked', async () => {
    const body = newConsent({ pan: 'ABCDE1234F' });
    const { headers, body: answered } = await api.request(body).expect(200);
    const rows = await auditOf(headers['x-request-id']);
    const journeyId = rows[0]!.detail.journey_id;
    expect(rows).toEqual([
      {
        action: 'consent.request',
        phase: 'INTENT',
        result: null,
        detail: {
          journey_id: journeyId,
          product_id: 'LOAN01',
          app_identifier: 'demo-app',
          party_identifier_type: 'MOBILE',
          has_pan: true,
          fip_ids: ['ALPHA-FIP', 'BETA-FIP'],
          return_mode: 'managed',
          redirect_origin: 'https://app.example.com',
        },
      },
      {
        action: 'consent.request',
        phase: 'OUTCOME',
        result: 'SUCCEEDED',
        detail: { journey_id: journeyId, consent_handle: answered.data.consent_handle },
      },
    ]);
  });

  const found = async (
    { accountID }: ReturnType<typeof newConsent>,
    asked: ConsentApi,
  ): Promise<{ subject_id: string; journey_id: string }[]> =>
    (await asked.journeys({ account_id: accountID }).expect(200)).body.consents;

  it('recognises a person, for each consumer separately', async () => {
    const body = newConsent();
    const other = api.as(OTHER_HEADERS, OTHER);
    for (const asked of [api, api, other]) await asked.request(body).expect(200);
    const rows = [...(await found(body, api)), ...(await found(body, other))];
    expect([rows.length, new Set(rows.map(({ subject_id }) => subject_id)).size]).toEqual([3, 2]);
  });

  it('takes many requests at once for a new person', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) =>
      newConsent({ accountID: `SAMEPERSON${index}`, vua: '7700000001@onemoney', partyIdentifierValue: '7700000001' }),
    );
    const answers = await Promise.all(bodies.map((body) => api.request(body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const rows = (await Promise.all(bodies.map((body) => found(body, api)))).flat();
    expect([new Set(rows.map(({ subject_id }) => subject_id)).size, rows.length]).toEqual([1, 12]);
  });

  it.each([
    ['the connection is cut', { kind: 'reset', when: 'after' }, 502, 'UNKNOWN', 'UNKNOWN'],
    ['the vendor fails', { kind: 'status', status: 500, when: 'before' }, 502, 'UNKNOWN', 'UNKNOWN'],
    ['the vendor refuses our credentials', { kind: 'status', status: 401 }, 502, 'REFUSED', null],
    ['the vendor limits our rate', { kind: 'rate-limit', retry_after_seconds: 7 }, 503, 'REFUSED', null],
    ['the vendor limits our rate in a 200', { kind: 'rate-limit-in-200' }, 503, 'REFUSED', null],
    [
      'the link leads to another host',
      {
        kind: 'body',
        status: 200,
        body: JSON.stringify({
          status: 'success',
          ver: '1',
          data: {
            status: 'PENDING',
            consent_handle: randomUUID(),
            webRedirectionUrl: 'https://evil.example/?ecreq=a&reqdate=150120261030459&fi=b',
          },
        }),
      },
      502,
      'UNKNOWN',
      'UNKNOWN',
    ],
  ])('records the outcome when %s, and returns no link', async (_what, fault, status, result, kept) => {
    const body = newConsent();
    await api.request().expect(200);
    await given.fault({ path: '/v3/requestconsent', ...fault });
    const { headers, text, body: answered } = await api.request(body).expect(status);
    expect((await auditOf(headers['x-request-id'])).map((entry) => entry.result)).toEqual([null, result]);
    expect(Object.keys(answered)).toEqual(['ver', 'timestamp', 'errorCode', 'errorMsg', 'status']);
    expect(text).not.toContain('ecreq');
    if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    const { body: page } = await api.journeys({ account_id: body.accountID }).expect(200);
    expect(page.consents.map(({ state }: { state: string }) => state)).toEqual([kept ?? 'REFUSED']);
  });

  it('is found by accountID and journey id, also when it was refused, and may be sent again', async () => {
    const [body, key] = [newConsent({ accountID: randomUUID() }), randomUUID()];
    const tracked = async (reference: string): Promise<Record<string, unknown>> =>
      (await request(gateway.url).get(`/v1/journeys/${reference}`).set('Authorization', DEMO).expect(200)).body;
    await api.request(newConsent()).expect(200);
    for (const [fault, at, reason] of [
      [
        {
          kind: 'status',
          status: 400,
          body: JSON.stringify({
            ver: '1',
            timestamp: '',
            errorCode: 'InvalidFIPID',
            errorMsg: 'x',
            status: 'FP0904',
          }),
        },
        'REQUEST_REFUSED',
        'invalid-fip-id',
      ],
      [{ kind: 'rate-limit' }, 'REQUEST_FAILED', 'vendor-busy'],
    ] as const) {
      await given.fault({ path: '/v3/requestconsent', ...fault });
      expect((await api.request(body, key)).status).toBeGreaterThanOrEqual(400);
      const found = await tracked(body.accountID);
      expect(found).toMatchObject({ journey: 'consent', reference: null, status: 'REFUSED', stuck_at: at, reason });
      expect(await tracked(String(found.journey_id))).toEqual({ ...found, other_journeys: [] });
    }
    await api.request(body, key).expect(200);
    expect(await tracked(body.accountID)).toMatchObject({
      status: 'PENDING',
      stuck_at: 'LINK_GIVEN',
      other_journeys: [expect.any(Object), expect.any(Object)],
    });
  });

  describe('with an Idempotency-Key', () => {
    it('answers a repetition with the same bytes, and has one effect', async () => {
      const [body, key] = [newConsent(), randomUUID()];
      const first = await api.request(body, key).expect(200);
      const second = await api.request(body, key.toUpperCase()).expect(200);
      expect(second.text).toBe(first.text);
      expect([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']]).toEqual([
        undefined,
        'true',
      ]);
      expect(await sentFor(body)).toHaveLength(1);
    });

    it("refuses the key with another body, in FinPro's envelope", async () => {
      const [body, key] = [newConsent(), randomUUID()];
      await api.request(body, key).expect(200);
      const others = [
        { ...body, accountID: 'OTHER1' },
        { ...body, productID: 'WEALTH01' },
        { ...body, pan: 'ABCDE1234F' },
        { ...newConsent(), accountID: body.accountID },
      ];
      for (const other of others)
        expect((await api.request(other, key).expect(422)).body).toMatchObject({
          errorCode: 'KeyReused',
          status: 'FP0916',
        });
    });

    it('carries out one of many requests at once', async () => {
      const [body, key] = [newConsent(), randomUUID()];
      const answers = await Promise.all(Array.from({ length: 10 }, () => api.request(body, key)));
      expect(await sentFor(body)).toHaveLength(1);
      for (const { status, body: answered } of answers)
        expect([200, 409]).toContain(status === 409 ? (answered.errorCode === 'KeyInFlight' ? 409 : 0) : status);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    });

    it('belongs to its consumer', async () => {
      const key = randomUUID();
      await api.request(newConsent(), key).expect(200);
      await api.as(OTHER_HEADERS, OTHER).request(newConsent(), key).expect(200);
    });

    it.each(['none', '', 'a,b'])('refuses the key %j', async (key) => {
      const { body } = await api.request(newConsent(), key).expect(400);
      expect(body).toMatchObject({ errorCode: 'InvalidRequest', errorMsg: 'Idempotency-Key must be a UUID' });
    });
  });

  describe('after a lost response', () => {
    const lose = (): Promise<void> => given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'after' });
    const neverArrives = (): Promise<void> =>
      given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'before' });
    const atVendor = async (body: { accountID: string }): Promise<number> =>
      (await gateway.sandbox.effects('consent.created')).filter((effect) =>
        JSON.stringify(effect).includes(body.accountID),
      ).length;

    it.each([
      ['with a key', randomUUID()],
      ['without one', undefined],
    ])('adopts the only consent that the lost request can have made, with a new link (%s)', async (_how, key) => {
      const body = newConsent();
      await lose();
      await api.request(body, key).expect(502);
      const { body: answered } = await api.request(body, key).expect(200);
      expect(answered.data.webRedirectionUrl).toContain('ecreq=');
      expect(await atVendor(body)).toBe(1);
      const { body: page } = await api.journeys({ account_id: body.accountID }).expect(200);
      expect(page.consents).toEqual([
        expect.objectContaining({
          consent_handle: answered.data.consent_handle,
          state: 'PENDING',
          confirmed_by: 'VENDOR_READ',
        }),
      ]);
      if (key) expect((await api.request(body, key).expect(200)).body).toEqual(answered);
    });

    it.each([
      ['with a key', randomUUID()],
      ['without one', undefined],
    ])('sends the request again when FinPro has no such consent (%s)', async (_how, key) => {
      const body = newConsent();
      await neverArrives();
      await api.request(body, key).expect(502);
      expect(await atVendor(body)).toBe(0);
      await passLeases(gateway.database);
      await api.request(body, key).expect(200);
      expect(await atVendor(body)).toBe(1);
      expect((await api.journeys({ account_id: body.accountID }).expect(200)).body.consents).toHaveLength(1);
    });

    it('assigns two lost equal requests one of the two consents each', async () => {
      const body = newConsent();
      const keys = [randomUUID(), randomUUID()];
      for (const key of keys) {
        await lose();
        await api.request(body, key).expect(502);
      }
      const handles: string[] = [];
      for (const key of keys) handles.push((await api.request(body, key).expect(200)).body.data.consent_handle);
      expect(new Set(handles).size).toBe(2);
      expect(await atVendor(body)).toBe(2);
    });

    it('stays unknown when several different consents match, and says what to do', async () => {
      const body = newConsent();
      const keys = [randomUUID(), randomUUID()];
      for (const [index, key] of keys.entries()) {
        await lose();
        await api.request({ ...body, fipID: ['ALPHA-FIP', 'BETA-FIP'].slice(index) }, key).expect(502);
      }
      const { body: answered } = await api.request({ ...body, fipID: ['ALPHA-FIP', 'BETA-FIP'] }, keys[0]).expect(409);
      expect(answered).toMatchObject({ errorCode: 'OutcomeUnknown', status: 'FP0914' });
      expect(await atVendor(body)).toBe(2);
      const { body: page } = await api.journeys({ account_id: body.accountID }).expect(200);
      expect(page.consents).toEqual(
        [0, 1].map(() =>
          expect.objectContaining({
            consent_handle: null,
            state: 'UNKNOWN',
            confirmed_by: null,
            next_action: expect.stringContaining('fresh accountID'),
          }),
        ),
      );
    });

    it('does not adopt an older consent, nor one that is known already', async () => {
      const body = newConsent();
      const { body: first } = await api.request(body).expect(200);
      await neverArrives();
      await api.request(body, randomUUID()).expect(502);
      const { body: page } = await api.journeys({ account_id: body.accountID }).expect(200);
      expect(
        page.consents.map(({ state, consent_handle }: { state: string; consent_handle: string }) => [
          state,
          consent_handle,
        ]),
      ).toEqual([
        ['UNKNOWN', null],
        ['PENDING', first.data.consent_handle],
      ]);
      await api.request(body).expect(200);
      expect(await atVendor(body)).toBe(2);
    });

    it("keeps the outcome unknown while FinPro's list cannot be read", async () => {
      const [body, key] = [newConsent(), randomUUID()];
      await lose();
      await api.request(body, key).expect(502);
      await given.fault({ path: '/v3/getconsentslist', kind: 'status', status: 503 });
      expect((await api.request(body, key).expect(503)).body.errorCode).toBe('ServiceUnavailable');
      await api.request(body, key).expect(200);
      expect(await atVendor(body)).toBe(1);
    });

    it.each([
      ['with a key', randomUUID()],
      ['without one', undefined],
    ])('treats an attempt whose process died as lost, once its lease is over (%s)', async (_how, key) => {
      const body = newConsent();
      await lose();
      await api.request(body, key).expect(502);
      const journeys = (await found(body, api)).map(({ journey_id }) => journey_id);
      await gateway.database.query(
        "UPDATE portico.vendor_effects SET state = 'INTENT', holder = $2, lease_expires_at = now() + interval '7 " +
          "seconds', begun_at = now() - interval '18 seconds' WHERE intent_id = (SELECT intent_id FROM " +
          'portico.consents WHERE journey_id = ANY ($1))',
        [journeys, randomUUID()],
      );
      await gateway.database.query("UPDATE portico.consents SET status = 'REQUESTED' WHERE journey_id = ANY ($1)", [
        journeys,
      ]);
      const { body: refused, headers } = await api.request(body, key).expect(409);
      expect([refused.errorCode, headers['retry-after']]).toEqual([key ? 'KeyInFlight' : 'RequestInFlight', '7']);
      await passLeases(gateway.database);
      await api.request(body, key).expect(200);
      expect(await atVendor(body)).toBe(1);
    });

    it('records the outcome after the UNKNOWN', async () => {
      const [body, key] = [newConsent(), randomUUID()];
      await lose();
      const { headers } = await api.request(body, key).expect(502);
      const [intent] = await gateway.database.query<{ entry_id: string }>(
        "SELECT entry_id FROM portico.audit_entries WHERE request_id = $1 AND phase = 'INTENT'",
        [headers['x-request-id']],
      );
      await api.request(body, key).expect(200);
      const outcomes = await gateway.database.query(
        'SELECT result, detail FROM portico.audit_entries WHERE intent_id = $1 ORDER BY entry_id',
        [intent!.entry_id],
      );
      expect(outcomes).toEqual([
        { result: 'UNKNOWN', detail: { fault: 'vendor-failed' } },
        { result: 'SUCCEEDED', detail: expect.objectContaining({ recovered: true }) },
      ]);
    });
  });

  describe("when FinPro's response has no consent_handle", () => {
    beforeAll(() => gateway.sandbox.control('/_sandbox/finpro/settings', { consent_handle: 'absent' }));
    afterAll(() => gateway.sandbox.control('/_sandbox/finpro/settings', { consent_handle: 'full' }));

    it('finds the consent in the consent list', async () => {
      const body = newConsent();
      const { body: answered } = await api.request(body).expect(200);
      const { data } = (await api.list({ consentHandle: answered.data.consent_handle }).expect(200)).body;
      expect(data).toEqual([expect.objectContaining({ accountID: body.accountID, status: 'PENDING' })]);
    });

    it('finds the new consent among others', async () => {
      const body = newConsent();
      const answers = [await api.request(body).expect(200), await api.request(body).expect(200)];
      expect(new Set(answers.map(({ body: { data } }) => data.consent_handle)).size).toBe(2);
    });

    it('the outcome is unknown when the list cannot be read', async () => {
      const body = newConsent();
      await given.fault({ path: '/v3/getconsentslist', kind: 'body', body: '<html>' });
      const { headers } = await api.request(body).expect(502);
      expect((await auditOf(headers['x-request-id'])).map(({ result }) => result)).toEqual([null, 'UNKNOWN']);
      await api.request(body).expect(200);
      expect((await sentFor(body)).length).toBe(1);
    });
  });

  describe('without a public address', () => {
    let direct: RunningGateway;
    beforeAll(async () => {
      direct = await startGateway({
        database: gateway.database,
        sandbox: gateway.sandbox,
        config: { publicBaseUrl: null },
      });
    });
    afterAll(() => direct.close());

    it("passes the consumer's page to FinPro, normalised", async () => {
      const body = newConsent({ redirectUrl: 'HTTPS://APP.example.com:443/a/../back?x=1' });
      await new ConsentApi(direct.url).request(body).expect(200);
      expect((await sentFor(body))[0]).toMatchObject({ redirectUrl: 'https://app.example.com/back?x=1' });
    });
  });
});

describe('POST /v3/requestconsent, with the vendor unreachable', () => {
  it('is 503 with Retry-After when the vendor is down, and stores no consent', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway({ sandbox });
    const api = new ConsentApi(gateway.url);
    await api.request().expect(200);
    await sandbox.close();
    const { body, headers } = await api.request().expect(503);
    expect([body.errorCode, headers['retry-after'], headers['content-type']]).toEqual([
      'ServiceUnavailable',
      '1',
      expect.stringMatching(/^application\/json\b/),
    ]);
    expect(await gateway.database.query("SELECT 1 FROM portico.consents WHERE status <> 'REFUSED'")).toHaveLength(1);
    await gateway.close();
  });

  it.each([
    ['does not answer', { kind: 'hold' }],
    ['sends its response byte by byte', { kind: 'drip', bytes_per_second: 100 }],
  ])('is 504 at the deadline for a vendor that %s', async (_how, what) => {
    const gateway = await startGateway({ environment: { VENDOR_DEADLINE_MS: '300' } });
    const api = new ConsentApi(gateway.url);
    await api.request().expect(200);
    await gateway.sandbox.control('/_sandbox/faults', { vendor: 'finpro', ...what });
    const started = performance.now();
    const { body } = await api.request().expect(504);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(body).toMatchObject({ errorCode: 'GatewayTimeout', status: 'FP0922' });
    await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
    await gateway.close();
  });

  it('is 503 and not retryable where FinPro is not configured, while onboarding works', async () => {
    const gateway = await startGateway({ config: { finpro: null } });
    const { body, headers } = await new ConsentApi(gateway.url).request().expect(503);
    expect([body.errorCode, body.errorMsg, headers['retry-after']]).toEqual([
      'ServiceUnavailable',
      'This Portico has no settings for the vendor behind this operation.',
      undefined,
    ]);
    await gateway.close();
  });
});
