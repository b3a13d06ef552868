import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import {
  AnswerError,
  ConnectionError,
  FinproError,
  Portico,
  PorticoError,
  type PorticoOptions,
  ProblemError,
  type ReturnKey,
  verifyReturn,
  verifyWebhook,
  WaitTimeoutError,
} from '@portico/client';
import { webhookHeaders } from '../../src/targets/standard-webhook';
import { type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';

const CONSUMER = {
  clientId: 'demo-consumer',
  secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  appIdentifier: 'demo-app',
};

const consentOf = (accountID: string) => ({
  productID: 'LOAN01',
  vua: '9876543210@onemoney',
  partyIdentifierType: 'MOBILE' as const,
  partyIdentifierValue: '9876543210',
  accountID,
});

describe('the typed client', () => {
  let gateway: RunningGateway;
  let sent: { method: string; path: string; headers: Headers }[];
  const clientWith = (options: Partial<PorticoOptions> = {}): Portico =>
    new Portico({
      baseUrl: gateway.url,
      ...CONSUMER,
      fetch: async (url, init) => {
        sent.push({ method: init!.method!, path: new URL(String(url)).pathname, headers: new Headers(init!.headers) });
        return fetch(url, init);
      },
      ...options,
    });

  beforeAll(async () => {
    gateway = await startGateway();
  });
  beforeEach(async () => {
    sent = [];
    await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
  });
  afterAll(() => gateway.close());

  it('bears or signs, also a path and a body with letters beyond ASCII', async () => {
    for (const scheme of ['bearer', 'hmac'] as const) {
      const portico = clientWith({ scheme });
      const { body } = await portico.call('echoMessage', { body: { message: 'Zoë' } });
      expect(body.message).toBe('Zoë');
      await expect(portico.journeys.get('ä/b?c')).rejects.toMatchObject({ status: 404 });
      expect(sent.at(-1)!.headers.get('authorization')).toMatch(scheme === 'bearer' ? /^Bearer / : /^OneMoney-HMAC/);
    }
  });

  it("repeats a request under one Idempotency-Key when Portico says so, and the vendor's effect is one", async () => {
    const portico = clientWith();
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'rate-limit',
      method: 'POST',
      retry_after_seconds: 1,
      times: 1,
    });
    const customer = await portico.customers.create(newCustomer());
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    const effects = await gateway.sandbox.effects('customer.created');
    expect(effects.filter(({ subject }) => subject === customer.customer_id)).toHaveLength(1);
    await portico.customers.create(newCustomer());
    expect(sent.at(-1)!.headers.get('idempotency-key')).not.toBe(keys[0]);
  });

  it('gives up at once when the wait that Portico asks for is longer than the deadline', async () => {
    const portico = clientWith({ deadlineMs: 5_000 });
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'rate-limit',
      retry_after_seconds: 90,
    });
    const error = await portico.customers.create(newCustomer()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ type: 'vendor-busy', isRetryable: true, status: 503 });
    expect((error as ProblemError).retryAfterSeconds).toBeGreaterThan(5);
    expect((error as ProblemError).requestId).toBe((error as ProblemError).problem.request_id);
    expect(sent).toHaveLength(1);
  });

  it('does not repeat what is of no use, and has problems and the five fields as errors', async () => {
    const portico = clientWith();
    const problem = await portico.customers
      .create({ ...newCustomer(), email: 'no' })
      .catch((caught: unknown) => caught);
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem).toMatchObject({ type: 'bad-request', fields: [{ pointer: '/email' }] });
    const finpro = await portico.consents
      .request({ ...consentOf('A1'), productID: 'NONE' })
      .catch((caught: unknown) => caught);
    expect(finpro).toBeInstanceOf(FinproError);
    expect(finpro).toMatchObject({ status: 400, errorCode: 'InvalidProductID', isRetryable: false });
    expect(sent).toHaveLength(2);
  });

  it('makes dry runs: what would be sent, or all that is broken, and nothing happens', async () => {
    const portico = clientWith();
    const { customer_id } = await portico.customers.create(newCustomer());
    const { consent_handle } = await portico.consents.request(consentOf(randomUUID()));
    const before = await gateway.sandbox.effects();
    const [grant, consent, link] = await Promise.all([
      portico.grants.dryRun({ customer_id }),
      portico.consents.dryRun(consentOf('A1')),
      portico.consents.dryRunFreshLink({ consentHandle: consent_handle }),
    ]);
    expect([grant, consent, link].map(({ would_send }) => would_send!.path)).toEqual([
      `/v1/customers/${customer_id}/onboarding_links`,
      '/finpro/v3/requestconsent',
      '/finpro/webRedirection/getEncryptedUrl',
    ]);
    await expect(portico.grants.dryRun({ customer_id, link: 'durable' })).resolves.toMatchObject({ would_send: null });
    const refusals = await Promise.all(
      [
        portico.grants.dryRun({ customer_id, redirect_url: 'https://evil.example/', locale: 'no tag!' }),
        portico.consents.dryRun({ ...consentOf('A1'), productID: 'NONE', fipID: ['NONE-FIP'] }),
      ].map((refused) => refused.catch((caught: unknown) => caught)),
    );
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ProblemError);
      expect(refusal).toMatchObject({ type: 'dry-run-refused', status: 422, isRetryable: false });
    }
    expect(refusals.map((refusal) => (refusal as ProblemError).violations.map(({ type }) => type))).toEqual([
      ['bad-request', 'bad-request'],
      ['invalid-product-id', 'invalid-fip-id'],
    ]);
    expect(await gateway.sandbox.effects()).toEqual(before);
  });

  it('repeats after a broken connection, and reports one that stays broken', async () => {
    let tries = 0;
    const portico = clientWith({
      fetch: async (url, init) => {
        tries += 1;
        if (tries === 1) throw new TypeError('fetch failed');
        return fetch(url, init);
      },
    });
    await portico.call('echo', {});
    expect(tries).toBe(2);
    const silent = clientWith({ baseUrl: 'http://localhost:9', retries: 0 });
    await expect(silent.call('echo', {})).rejects.toBeInstanceOf(ConnectionError);
    const slow = clientWith({
      retries: 0,
      timeoutMs: 20,
      fetch: (_url, init) =>
        new Promise((_, failed) => init!.signal!.addEventListener('abort', () => failed(new Error('aborted')))),
    });
    await expect(slow.call('echo', {})).rejects.toThrow('did not answer within 20 ms');
  });

  it.each(['<html>', '', '{"customer_id":', 'null', '"text"'])(
    'takes a success that is none of Portico for an error: %s',
    async (text) => {
      const portico = clientWith({ retries: 0, fetch: async () => new Response(text, { status: 200 }) });
      const failed = await portico.call('echo', {}).catch((caught: unknown) => caught);
      expect(failed).toBeInstanceOf(AnswerError);
      expect(failed).toMatchObject({ status: 200, isRetryable: true });
    },
  );

  it('waits for a state across an outage of the gateway', async () => {
    const { customer_id: customerId } = await clientWith().customers.create(newCustomer());
    let polls = 0;
    const portico = clientWith({
      fetch: async (url, init) => {
        if (String(url).includes('wait=') && ++polls <= 5) {
          if (polls === 5)
            await gateway.sandbox.control(`/_sandbox/1money/customers/${customerId}/status`, { status: 'APPROVED' });
          throw new TypeError('fetch failed');
        }
        if (polls >= 5) await clientWith().customers.get(customerId);
        return fetch(url, init);
      },
    });
    expect((await portico.waitFor(customerId, 'APPROVED')).status).toBe('APPROVED');
    expect(polls).toBeGreaterThanOrEqual(5);
  });

  it('walks through pages: customers, consents, events, links and the audit trail', async () => {
    const portico = clientWith();
    const { customer_id } = await portico.customers.create(newCustomer());
    const durable = await portico.call('createOnboardingGrant', { body: { customer_id, link: 'durable' } });
    const { consent_handle } = await portico.consents.request(consentOf(randomUUID()));
    const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
      const found: T[] = [];
      for await (const item of items) found.push(item);
      return found;
    };
    expect((await all(portico.customers.list())).map((one) => one.customer_id)).toContain(customer_id);
    expect((await all(portico.consents.list())).map((one) => one.consent_handle)).toContain(consent_handle);
    expect((await all(portico.links.list(customer_id))).map((one) => one.link_id)).toEqual([
      durable.headers.get('portico-link-id'),
    ]);
    const audited = await all(portico.audit.list({ limit: 1 }));
    expect(audited.length).toBeGreaterThan(2);
    const cursor = await portico.events.newestCursor();
    const events = await all(portico.events.list({ limit: 1 }));
    expect(events.at(-1)!.cursor).toBe(cursor);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.flatMap((event) => (event.type === 'consent.created' ? [event.data.consent_handle] : []))).toContain(
      consent_handle,
    );
  });

  it('says how a journey stands that does not come into the state in time', async () => {
    const portico = clientWith();
    const { customer_id } = await portico.customers.create(newCustomer());
    await expect(portico.waitFor(customer_id, 'INIT')).resolves.toMatchObject({ reference: customer_id });
    const late = await portico.waitFor(customer_id, 'APPROVED', { timeoutMs: 1 }).catch((caught: unknown) => caught);
    expect(late).toBeInstanceOf(WaitTimeoutError);
    expect(late).toMatchObject({ journey: { status: 'INIT' } });
    expect(late).not.toBeInstanceOf(PorticoError);
  });
});

/** A secret of somebody else. */
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

describe('a secret', () => {
  const missing: readonly unknown[] = [
    '',
    ' ',
    'whsec_',
    'whsec_!!!',
    undefined,
    null,
    [],
    [''],
    [`whsec_${'a'.repeat(43)}`, ''],
  ];

  it.each(missing)('that is missing verifies nothing: %j', (secret) => {
    const headers = { 'webhook-id': 'e1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
    const body = '{}';
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const forged = createHmac('sha256', Buffer.alloc(0)).update(text).digest('base64');
    expect(() => verifyWebhook(secret as string, { ...headers, 'webhook-signature': `v1,${forged}` }, body)).toThrow(
      TypeError,
    );
    expect(() =>
      verifyReturn('', { page: 'https://app.example.com/', clientId: 'demo', secrets: secret as string }),
    ).toThrow(TypeError);
  });
});

describe('verifyWebhook', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const body = JSON.stringify({ id: 'e1', type: 'consent.created', data: { note: 'Zoë' } });
  const headers = webhookHeaders('e1', new Date(), Buffer.from(body), [secret, 'whsec_b3RoZXI=']);

  it('takes what Portico signs, under any of the secrets, in any shape of headers', () => {
    for (const shape of [headers, new Headers(headers)])
      expect(verifyWebhook([OTHER, secret], shape, Buffer.from(body))).toEqual(JSON.parse(body));
  });

  it.each([
    ['another body', { body: body.replace('e1', 'e2') }],
    ['another id', { headers: { ...headers, 'webhook-id': 'e2' } }],
    ['another secret', { secret: OTHER }],
    ['no signature', { headers: { ...headers, 'webhook-signature': undefined } }],
    ['an empty signature', { headers: { ...headers, 'webhook-signature': 'v1,' } }],
    ['a time that is no number', { headers: { ...headers, 'webhook-timestamp': 'now' } }],
    ['an old delivery', { now: new Date(Date.now() + 301_000) }],
  ])('refuses %s', (_, changed: Partial<{ body: string; headers: object; secret: string; now: Date }>) => {
    const given = { body, headers, secret, ...changed };
    expect(() => verifyWebhook(given.secret, given.headers as never, given.body, given.now)).toThrow(
      expect.objectContaining({ name: 'WebhookVerificationError' }),
    );
  });
});

describe('verifyReturn', () => {
  const page = 'https://app.example.com/kyb/return';
  const now = new Date('2026-01-15T09:30:10Z');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = 'k'.repeat(43);
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid } as ReturnKey];

  /** As the page of returns has it, written again. */
  const signed = (query: string, secret = CONSUMER.secret): string => {
    const text = (part: string): string => ['portico-return-v1', CONSUMER.clientId, `${page}?${part}`].join('\n');
    const stamped = `${query}&portico_ts=${now.getTime() / 1000}&portico_kid=${kid}`;
    const one = `${stamped}&portico_sig=${sign(null, Buffer.from(text(stamped)), privateKey).toString('base64url')}`;
    const hmac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(text(one)).digest('base64url');
    return `${one}&portico_hmac=${hmac}`;
  };
  const options = { page, clientId: CONSUMER.clientId, secrets: CONSUMER.secret, keys, now };
  const query = signed('state=a%20b&customer_id=c1&status=APPROVED');

  it('reads what Portico signed, with and without the public keys', () => {
    expect(verifyReturn(`?${query}`, options)).toMatchObject({
      customerId: 'c1',
      consentHandles: [],
      status: 'APPROVED',
    });
    expect(verifyReturn(query, { ...options, keys: undefined }).parameters.state).toBe('a b');
    const consents = verifyReturn(signed('consent_handle=h1%2Ch2&status=PENDING'), options);
    expect(consents).toMatchObject({ customerId: null, consentHandles: ['h1', 'h2'], status: 'PENDING' });
  });

  it('refuses every return with one character changed, left out or doubled', () => {
    const altered = [...query].flatMap((_, at) => [
      query.slice(0, at) + (query[at] === 'x' ? 'y' : 'x') + query.slice(at + 1),
      query.slice(0, at) + query.slice(at + 1),
      query.slice(0, at) + query[at] + query.slice(at),
    ]);
    for (const other of altered) expect(() => verifyReturn(other, options)).toThrow('');
    expect(altered.length).toBeGreaterThan(500);
  });

  it.each([
    ['another page', query, { page: 'https://app.example.com/other' }],
    ['another consumer', query, { clientId: 'other-consumer' }],
    ['another secret', query, { secrets: [Buffer.alloc(32, 8).toString('base64url')] }],
    ['an old return', query, { now: new Date(now.getTime() + 301_000) }],
    ['keys without the one that signed', query, { keys: [] }],
    ['a signature of another key', query, { keys: [{ ...keys[0]!, x: Buffer.alloc(32, 3).toString('base64url') }] }],
    ['a name that occurs twice', signed('status=INIT&customer_id=c1&status=APPROVED'), {}],
    ['a query without signature', 'customer_id=c1&status=APPROVED', {}],
  ])('refuses %s', (_, given, changed) => {
    expect(() => verifyReturn(given, { ...options, ...changed })).toThrow(
      expect.objectContaining({ name: 'ReturnVerificationError' }),
    );
  });
});
