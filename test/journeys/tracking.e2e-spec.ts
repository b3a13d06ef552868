import fs from 'node:fs';
import { type Journey, Portico } from '@portico/client';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { registeredConsumer } from '../support/registered-consumer';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';

interface OpenApi {
  readonly paths: Record<string, { get?: { parameters?: { name: string }[] } }>;
}

describe('GET /v1/journeys/{reference}', () => {
  let gateway: RunningGateway;
  let given: Given;
  let portico: Portico;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
    portico = new Portico({
      baseUrl: gateway.url,
      clientId: 'demo-consumer',
      secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
    });
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const get = (reference: string, authorization = DEMO): request.Test =>
    request(gateway.url).get(`/v1/journeys/${reference}`).set('Authorization', authorization);
  const track = (reference: string): Promise<Journey> => portico.journeys.get(reference);

  it("finds the same journey by our id, the vendor's, and the consumer's", async () => {
    const { customer_id, key } = await given.customer();
    const byVendor = await track(customer_id);
    expect(byVendor).toMatchObject({
      journey: 'onboarding',
      reference: customer_id,
      status: 'INIT',
      stuck_at: 'LINK_MISSING',
      owner: 'CONSUMER',
      other_journeys: [],
    });
    for (const reference of [byVendor.journey_id!, key, key.toUpperCase()])
      expect(await track(reference)).toEqual(byVendor);
  });

  it.each([
    ['reset', { kind: 'reset', when: 'after' }],
    ['a failure', { kind: 'status', status: 500 }],
    ['an invalid response', { kind: 'body', body: '<html>', content_type: 'text/html' }],
    ['an undocumented status', { kind: 'status', status: 410 }],
  ])('is stuck at LINK_FAILED when the answer to a grant was lost: %s', async (_what, fault) => {
    const { customer_id } = await given.customer();
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      path: `/v1/customers/${customer_id}/onboarding_links`,
      times: 1,
      ...fault,
    });
    const answer = await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await track(customer_id)).toMatchObject({ stuck_at: 'LINK_FAILED', owner: 'VENDOR' });
  });

  it('returns the whole history, in order, without a vendor call', async () => {
    const { customer_id } = await given.customer();
    await given.grant(customer_id);
    const durable = await given.grant(customer_id, { link: 'durable', redirect_url: 'https://app.example.com/kyb' });
    await new LinkVisitor(durable.onboarding_url).click();
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    const back = new URL(String(sent!.body!.redirect_url));
    await given.status(customer_id, 'PENDING_REVIEW');
    await request(gateway.url)
      .get(back.pathname + back.search)
      .expect(303);
    const before = (await gateway.sandbox.requests('/v1')).length;
    const { timeline } = await track(customer_id);
    expect((await gateway.sandbox.requests('/v1')).length).toBe(before);
    expect(timeline.map(({ step, actor, outcome }) => [step, actor, outcome])).toEqual([
      ['REQUEST', 'consumer', 'STARTED'],
      ['REQUEST', 'consumer', 'SUCCEEDED'],
      ['LINK', 'consumer', 'STARTED'],
      ['LINK', 'consumer', 'SUCCEEDED'],
      ['LINK', 'consumer', 'SUCCEEDED'],
      ['OPENED', 'browser', 'SUCCEEDED'],
      ['LINK', 'browser', 'STARTED'],
      ['LINK', 'browser', 'SUCCEEDED'],
      ['STATE', 'browser', 'SUCCEEDED'],
      ['RETURN', 'browser', 'SUCCEEDED'],
    ]);
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted());
    expect(timeline.flatMap(({ facts }) => facts.opening ?? [])).toEqual(['NOT_TOLD_BY_VENDOR', 'SEEN_AT_CLICK']);
    expect(timeline.at(-2)!.facts).toMatchObject({ from: 'INIT', to: 'PENDING_REVIEW' });
  });

  it.each([
    ['REJECTED', 'REFUSED', 'CONSUMER'],
    ['PENDING_RESPONSE', 'LINK_TO_REOPEN', 'USER'],
  ] as const)('after the press of a durable link, %s is %s', async (status, stuck_at, owner) => {
    const { customer_id } = await given.customer();
    await new LinkVisitor((await given.grant(customer_id, { link: 'durable' })).onboarding_url).click();
    await given.status(customer_id, status);
    await request(gateway.url).get(`/v1/customers/${customer_id}`).set('Authorization', DEMO).expect(200);
    expect(await track(customer_id)).toMatchObject({ status, stuck_at, owner });
    await given.grant(customer_id, { link: 'durable' });
    expect(await track(customer_id)).toMatchObject({ stuck_at: 'LINK_NOT_OPENED', owner: 'USER' });
  });

  it('contains no personal data and no secret', async () => {
    const { customer_id, email } = await given.customer();
    const { onboarding_url, grant_token } = await given.grant(customer_id, { link: 'durable' });
    const { location } = await new LinkVisitor(onboarding_url).click();
    const { text } = await get(customer_id).expect(200);
    for (const secret of [
      email,
      '@',
      'canary',
      'Zoë',
      grant_token,
      location!,
      new URL(location!).searchParams.get('grant_token')!,
    ])
      expect(text).not.toContain(secret);
  });

  it('finds a request without a result by its Idempotency-Key, until it is repeated', async () => {
    const key = randomUUID();
    const body = newCustomer();
    const create = (): request.Test =>
      request(gateway.url)
        .post('/v1/customers/hosted')
        .set('Authorization', DEMO)
        .set('Idempotency-Key', key)
        .send(body);
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'status',
      status: 400,
      method: 'POST',
      times: 1,
    });
    await create().expect(400);
    const tracked = await track(key);
    expect(tracked).toMatchObject({
      journey_id: null,
      reference: null,
      status: null,
      stuck_at: 'REQUEST_REFUSED',
      owner: 'CONSUMER',
      reason: 'vendor-refused',
    });
    expect(tracked.timeline.map(({ outcome }) => outcome)).toEqual(['STARTED', 'REFUSED']);
    const { body: created } = await create().expect(201);
    expect(await track(key)).toMatchObject({ reference: created.customer_id, stuck_at: 'LINK_MISSING' });
  });

  it.each(['nothing', randomUUID(), 'a'.repeat(64), "'%20OR%201=1", '%00'])('answers 404 for %s', async (reference) => {
    await get(reference).expect(404);
  });

  it('answers 404 for a journey of another consumer', async () => {
    const { customer_id, key } = await given.customer();
    const { journey_id } = await track(customer_id);
    for (const reference of [customer_id, key, journey_id!]) await get(reference, OTHER).expect(404);
  });

  it('requires a scope of one of the journeys', async () => {
    const { bearer } = await registeredConsumer(gateway, 'absent', ['events:read']);
    const { body } = await get(randomUUID(), bearer).expect(403);
    expect(body.detail).toContain('onboarding:read');
  });
});

describe('GET /v1/journeys', () => {
  let gateway: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
  });
  afterAll(() => gateway.close());

  interface Page {
    readonly journeys: { reference: string; journey: string; status: string; stuck_at: string | null }[];
    readonly next_cursor: string | null;
  }
  const list = async (query: object = {}, authorization = DEMO): Promise<Page> =>
    (await request(gateway.url).get('/v1/journeys').query(query).set('Authorization', authorization).expect(200)).body;
  const references = async (query: object = {}): Promise<string[]> =>
    (await list(query)).journeys.map(({ reference }) => reference);

  it('lists the journeys of both kinds, newest first, filtered and in pages, each as it is tracked', async () => {
    const first = (await given.customer()).customer_id;
    const { handle } = await new GivenConsents(gateway).consent();
    const middle = new Date().toISOString();
    const granted = (await given.customer()).customer_id;
    await given.grant(granted);
    const approved = (await given.customer({ status: 'APPROVED' })).customer_id;
    await request(gateway.url).get(`/v1/customers/hosted/${approved}`).set('Authorization', DEMO).expect(200);
    expect(await references()).toEqual([approved, granted, handle, first]);
    expect(await references({ state: 'INIT' })).toEqual([granted, first]);
    expect(await references({ state: 'PENDING' })).toEqual([handle]);
    expect(await references({ stuck_at: 'LINK_MISSING' })).toEqual([first]);
    expect(await references({ stuck_at: 'LINK_GIVEN', state: 'INIT' })).toEqual([granted]);
    expect(await references({ since: middle })).toEqual([approved, granted]);
    expect(await references({ stuck_at: 'PAUSED' })).toEqual([]);
    const pages: string[] = [];
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const page: Page = await list({ limit: 1, ...(cursor ? { cursor } : {}) });
      expect(page.journeys.length).toBeLessThanOrEqual(1);
      pages.push(...page.journeys.map(({ reference }) => reference));
      cursor = page.next_cursor;
    }
    expect(pages).toEqual([approved, granted, handle, first]);
    const [{ requested_at: _, ...newest }] = (await list({ limit: 1 })).journeys as unknown as [
      { requested_at: string },
    ];
    const tracked = await request(gateway.url).get(`/v1/journeys/${approved}`).set('Authorization', DEMO).expect(200);
    expect(tracked.body).toMatchObject(newest);
    expect((await list({}, OTHER)).journeys).toEqual([]);
  });

  it('has its audit entries found by each id that the consumer knows, and by the id of a request', async () => {
    const audited = async (reference: string, authorization = DEMO): Promise<string[]> =>
      (
        await request(gateway.url)
          .get('/v1/audit/events')
          .query({ reference })
          .set('Authorization', authorization)
          .expect(200)
      ).body.events.map(({ action }: { action: string }) => action);
    const { customer_id: customerId, key } = await given.customer();
    const accountID = `ACCOUNT${Date.now()}`;
    const { handle } = await new GivenConsents(gateway).consent({ accountID });
    const granted = await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId })
      .expect(201);
    const journey = await request(gateway.url).get(`/v1/journeys/${customerId}`).set('Authorization', DEMO).expect(200);
    for (const reference of [customerId, key, journey.body.journey_id])
      expect(await audited(reference)).toEqual([
        'onboarding.grant.create',
        'onboarding.grant.create',
        'onboarding.customer.create',
        'onboarding.customer.create',
      ]);
    for (const reference of [handle, accountID])
      expect(await audited(reference)).toEqual(['consent.request', 'consent.request']);
    expect(await audited(granted.headers['x-request-id']!)).toEqual([
      'onboarding.grant.create',
      'onboarding.grant.create',
    ]);
    for (const reference of [customerId, granted.headers['x-request-id']!])
      expect(await audited(reference, OTHER)).toEqual([]);
    for (const reference of ['nothing', randomUUID()]) expect(await audited(reference)).toEqual([]);
  });

  it('and every other list refuse the cursor of any list but their own', async () => {
    await given.customer();
    await given.customer();
    const consents = new GivenConsents(gateway);
    const { handle } = await consents.consent({ event: 'approve' });
    await consents.consent();
    const seen = (): Promise<unknown> => new ConsentApi(gateway.url).journey(handle).expect(200);
    await seen();
    await consents.happens(handle, 'pause');
    await seen();
    const paths = Object.entries((JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as OpenApi).paths).flatMap(
      ([path, { get }]) =>
        get?.parameters?.some(({ name }) => name === 'cursor') ? [path.replace('{consent_handle}', handle)] : [],
    );
    expect(paths.length).toBeGreaterThan(3);
    const ask = async (path: string, cursor?: string): Promise<request.Response> =>
      request(gateway.url)
        .get(path)
        .query({ limit: 1, ...(cursor ? { cursor } : {}) })
        .set('Authorization', DEMO);
    const cursors = await Promise.all(paths.map(async (path) => (await ask(path)).body.next_cursor as string));
    for (const [at, path] of paths.entries())
      for (const [from, cursor] of cursors.entries()) {
        const { status, body } = await ask(path, cursor);
        const pointers = (body.errors as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);
        expect([path, cursor, status, pointers]).toEqual(
          at === from ? [path, cursor, 200, undefined] : [path, cursor, 400, ['query/cursor']],
        );
      }
  });

  it.each([
    ['state', 'init'],
    ['stuck_at', 'NOWHERE'],
    ['since', 'yesterday'],
    ['cursor', 'x'],
    ['limit', '51'],
  ])('names %s where it is wrong', async (name, value) => {
    const answer = await request(gateway.url)
      .get('/v1/journeys')
      .query({ [name]: value })
      .set('Authorization', DEMO);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, `query/${name}`]);
  });
});
