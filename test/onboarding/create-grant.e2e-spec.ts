import { OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { CANARY, Given } from '../support/given';
import { startSandbox } from '../support/sandbox';
import { OnboardingApi } from '../support/onboarding-api';

const PAGE = 'https://app.example.com/kyb/return?state=abc123';

describe('POST /v1/customers/onboarding/grants', () => {
  let gateway: RunningGateway;
  let api: OnboardingApi;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new OnboardingApi(gateway.url, 'hosted'), new Given(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const fault = (rest: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', times: 1, ...rest });
  const auditOf = (
    requestId: string | undefined,
  ): Promise<{ phase: string; result: string | null; detail: Record<string, unknown> }[]> =>
    gateway.database.query(
      'SELECT phase, result, detail FROM portico.audit_entries WHERE request_id = $1 ORDER BY entry_id',
      [requestId],
    );

  it('audits INTENT and OUTCOME, without the link, the token, or the page', async () => {
    const { customer_id } = await given.customer();
    const { body, headers } = await api.grant(customer_id, { redirect_url: PAGE, locale: 'de' }).expect(201);
    const rows = await auditOf(headers['x-request-id']);
    const grantId = rows[0]!.detail.grant_id;
    expect(rows).toEqual([
      {
        phase: 'INTENT',
        result: null,
        detail: {
          customer_id,
          grant_id: grantId,
          locale: 'de',
          return_mode: 'managed',
          redirect_origin: 'https://app.example.com',
        },
      },
      {
        phase: 'OUTCOME',
        result: 'SUCCEEDED',
        detail: { customer_id, grant_id: grantId, expires_at: body.expires_at },
      },
    ]);
  });

  it('stores neither token nor link, in the database or in the log', async () => {
    const { customer_id } = await given.customer();
    const { body } = await api.grant(customer_id, { redirect_url: PAGE }).expect(201);
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    const state = String(sent!.body!.redirect_url).split('/').at(-1)!;
    const tables = ['audit_entries', 'customers', 'onboarding_grants', 'idempotency_keys', 'subject_keys'];
    const dumps = await Promise.all(
      tables.map((table) =>
        gateway.database.query<{ text: string }>(`SELECT t::text AS text FROM portico.${table} AS t`),
      ),
    );
    const leaves = await gateway.database.query<{ text: string }>(
      "SELECT convert_from(leaf, 'UTF8') AS text FROM portico.audit_entries",
    );
    const kept = [...dumps.flat(), ...leaves].map(({ text }) => text).join('\n') + gateway.logged();
    expect(kept).toContain(customer_id);
    for (const secret of [
      body.grant_token as string,
      state,
      Buffer.from(body.grant_token as string).toString('hex'),
      CANARY,
    ])
      expect(kept.includes(secret)).toBe(false);
  });

  it.each([
    ['the connection is cut', { kind: 'reset', when: 'after' }, 502, 'UNKNOWN'],
    ['the vendor fails', { kind: 'status', status: 500 }, 502, 'UNKNOWN'],
    ['the vendor refuses our credentials', { kind: 'status', status: 401 }, 502, 'REFUSED'],
    ['the vendor limits our rate', { kind: 'rate-limit-in-200' }, 503, 'REFUSED'],
    [
      'the link leads to another host',
      {
        kind: 'body',
        status: 201,
        body: JSON.stringify({
          onboarding_url: 'https://evil.example/start',
          grant_token: 'og_5mZr3Qh0cV7nT1yXk2LwB9sD',
          expires_at: '2026-01-15T10:00:10.000Z',
        }),
      },
      502,
      'UNKNOWN',
    ],
    [
      'the link is a script',
      {
        kind: 'body',
        status: 201,
        body: JSON.stringify({
          onboarding_url: 'javascript:alert(1)',
          grant_token: 'og_5mZr3Qh0cV7nT1yXk2LwB9sD',
          expires_at: '2026-01-15T10:00:10.000Z',
        }),
      },
      502,
      'UNKNOWN',
    ],
  ])('records the outcome when %s, and returns no link', async (_what, what, status, result) => {
    const { customer_id } = await given.customer();
    await fault(what);
    const { headers, text } = await api.grant(customer_id).expect(status);
    expect((await auditOf(headers['x-request-id'])).map((entry) => entry.result)).toEqual([null, result]);
    expect(text).not.toContain('og_');
    expect((await api.listGrants(customer_id).expect(200)).body.grants).toEqual([]);
    await api.grant(customer_id).expect(201);
  });

  it('is refused for an invalid page before the status is read, and for an unknown customer before that', async () => {
    const { customer_id } = await given.customer({ status: 'APPROVED' });
    const before = (await gateway.sandbox.requests('/v1')).length;
    await api.grant(customer_id, { redirect_url: 'https://evil.example/' }).expect(400);
    await api.as(OTHER).grant(customer_id, { redirect_url: 'https://evil.example/' }).expect(404);
    expect(await gateway.sandbox.requests('/v1')).toHaveLength(before);
  });

  it('returns to any port on this machine; a refused page is told what is registered and how to add it', async () => {
    const { customer_id } = await given.customer();
    for (const page of ['http://localhost:8080/back', 'http://127.0.0.1:5173/back?a=b', 'http://[::1]:9/back'])
      await api.grant(customer_id, { redirect_url: page }).expect(201);
    const { body } = await api.grant(customer_id, { redirect_url: 'https://shop.example.com/back' }).expect(400);
    expect(body.errors).toEqual([
      {
        pointer: '/redirect_url',
        code: 'origin_not_registered',
        detail: expect.stringMatching(
          /demo-consumer \(https:\/\/app\.example\.com, .*--add-redirect-origin https:\/\/shop\.example\.com$/,
        ),
      },
    ]);
  });

  it('can be requested many times at once', async () => {
    const { customer_id } = await given.customer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.grant(customer_id)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.grant_token as string)).size).toBe(20);
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

    it("passes the consumer's page to the vendor, normalised", async () => {
      const { customer_id } = await given.customer();
      const toDirect = new OnboardingApi(direct.url, 'hosted');
      await toDirect.grant(customer_id, { redirect_url: 'HTTPS://APP.example.com:443/a/../kyb' }).expect(201);
      await toDirect.grant(customer_id).expect(201);
      const sent = await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`);
      expect(sent.map(({ body }) => body)).toEqual([{ redirect_url: 'https://app.example.com/kyb' }, {}]);
      const { body } = await toDirect.listGrants(customer_id).expect(200);
      expect((body.grants as { return_mode: string }[]).map(({ return_mode }) => return_mode)).toEqual([
        'direct',
        'direct',
      ]);
    });
  });
});

describe('POST /v1/customers/onboarding/grants, with the vendor unreachable', () => {
  it('is 503 with Retry-After when the vendor is down, and nothing was sent', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway({ sandbox });
    const { customer_id } = await new Given(gateway).customer();
    await sandbox.close();
    const { body, headers } = await new OnboardingApi(gateway.url, 'hosted').grant(customer_id).expect(503);
    expect(body).toMatchObject({ type: '/errors#vendor-unreachable', code: 'Service_Unavailable', retryable: true });
    expect(headers['retry-after']).toBe('1');
    const rows = await gateway.database.query(
      'SELECT phase, result FROM portico.audit_entries WHERE request_id = $1 ORDER BY entry_id',
      [headers['x-request-id']],
    );
    expect(rows).toEqual([
      { phase: 'INTENT', result: null },
      { phase: 'OUTCOME', result: 'FAILED' },
    ]);
    await gateway.close();
  });

  it.each([
    ['does not answer', { kind: 'hold' }],
    ['sends its response byte by byte', { kind: 'drip', bytes_per_second: 100 }],
  ])('is 504 at the deadline for a vendor that %s', async (_how, what) => {
    const gateway = await startGateway({ environment: { VENDOR_DEADLINE_MS: '250' } });
    const { customer_id } = await new Given(gateway).customer();
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', ...what });
    const started = performance.now();
    const { body } = await new OnboardingApi(gateway.url, 'hosted').grant(customer_id).expect(504);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(body).toMatchObject({ type: '/errors#vendor-timeout', code: 'Gateway_Timeout', retryable: true });
    await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
    await gateway.close();
  });
});
