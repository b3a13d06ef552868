import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type { Test } from 'supertest';
import { ConsentApi, GivenConsents, newConsent, PAGE } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { OnboardingApi } from '../support/onboarding-api';

interface OpenApi {
  readonly paths: Record<string, { post?: { security: Record<string, string[]>[]; parameters?: { name: string }[] } }>;
}

interface Violation {
  readonly status: number;
  readonly detail: string;
  readonly retry_after_seconds: number;
}

const DRY = '?dry_run=true';
const FOUR_HEADERS = {
  client_id: 'demo-consumer',
  client_secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  appIdentifier: 'demo-app',
};

/** What a dry run finds and leaves is proved at random in test/campaigns/dry-run.e2e-spec.ts. */
describe('a dry run', () => {
  let gateway: RunningGateway;
  let given: Given;
  let consents: ConsentApi;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { GRANTS_PER_CUSTOMER_PER_DAY: '1' } });
    [given, consents] = [new Given(gateway), new ConsentApi(gateway.url)];
  });
  afterAll(() => gateway.close());

  const grant = (customerId: string, rest: object = {}, query = DRY, headers: Record<string, string> = {}): Test => {
    const api = new OnboardingApi(gateway.url, 'hosted');
    const test = api.grant(customerId, rest).set(headers);
    test.url += query;
    return test;
  };

  it('answers what would be sent for a grant: no credential, no return state', async () => {
    const { customer_id } = await given.customer();
    const { body } = await grant(customer_id, { redirect_url: PAGE, locale: 'de' }).expect(200);
    expect(body).toEqual({
      dry_run: true,
      would_send: {
        method: 'POST',
        path: `/v1/customers/${customer_id}/onboarding_links`,
        headers: {
          Accept: 'application/json',
          'User-Agent': 'portico/1',
          'Content-Type': 'application/json',
          Authorization: 'OneMoney-HMAC-SHA256 ***',
          'X-OM-Date': '***',
          'Idempotency-Key': 'a fresh UUID',
        },
        body: { redirect_url: `${gateway.url}/return/onboarding/***`, locale: 'de' },
      },
    });
  });

  it('answers what would be sent for a consent and for a link: nothing personal', async () => {
    const asked = newConsent({ pan: 'ABCDE1234F', fipID: ['ALPHA-FIP'] });
    const { body } = await consents.post(`/v3/requestconsent${DRY}`, asked).expect(200);
    expect(body.would_send).toMatchObject({
      path: '/finpro/v3/requestconsent',
      headers: { client_id: '***', client_secret: '***', organisationId: '***', appIdentifier: '***' },
      body: {
        productID: 'LOAN01',
        vua: `XXXXXX${asked.partyIdentifierValue!.slice(6)}@onemoney`,
        partyIdentifierValue: `XXXXXX${asked.partyIdentifierValue!.slice(6)}`,
        accountID: '***',
        pan: 'XXXXXX234F',
        fipID: ['ALPHA-FIP'],
        redirectUrl: `${gateway.url}/return/consent/***`,
      },
    });
    const { handle } = await new GivenConsents(gateway).consent();
    const link = await consents.post(`/webRedirection/getEncryptedUrl${DRY}`, { consentHandle: handle }).expect(200);
    expect(link.body.would_send).toMatchObject({
      path: '/finpro/webRedirection/getEncryptedUrl',
      body: { consentHandle: handle, redirectUrl: `${gateway.url}/return/consent/***` },
    });
  });

  it('sends nothing for a durable link, which waits for a click', async () => {
    const { customer_id } = await given.customer();
    expect((await grant(customer_id, { link: 'durable' }).expect(200)).body).toEqual({
      dry_run: true,
      would_send: null,
    });
  });

  it('names all that is wrong, in the order of a real request', async () => {
    const { customer_id } = await given.customer();
    await grant(customer_id, {}, '').expect(201);
    await given.status(customer_id, 'APPROVED');
    const wrong = { redirect_url: 'https://evil.example/', locale: 'no tag!' };
    const { body, headers } = await grant(customer_id, wrong, DRY, { 'Idempotency-Key': 'none' }).expect(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({
      type: expect.stringMatching(/#dry-run-refused$/),
      errors: [{ pointer: 'header/Idempotency-Key' }, { pointer: '/locale' }, { pointer: '/redirect_url' }],
    });
    expect((body.violations as { type: string }[]).map(({ type }) => type.split('#')[1])).toEqual([
      'bad-request',
      'bad-request',
      'bad-request',
      'quota-exceeded',
      'grant-not-allowed',
    ]);
    const [quota] = (body.violations as Violation[]).filter(({ status }) => status === 429);
    const { headers: real } = await grant(customer_id, {}, '').expect(429);
    expect(Math.abs(quota!.retry_after_seconds - Number(real['retry-after']))).toBeLessThan(10);
    expect(quota!.detail).toMatch(/ Retry after \d+s\.$/);
  });

  it("is problem details on FinPro's operations, too", async () => {
    const wrong = newConsent({
      vua: 'a@other',
      productID: 'NONE01',
      fipID: ['NONE-FIP'],
      redirectUrl: 'http://x.example',
    });
    const { body, headers } = await consents.post(`/v3/requestconsent${DRY}`, wrong).expect(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect((body.violations as { type: string }[]).map(({ type }) => type.split('#')[1])).toEqual([
      'bad-request',
      'invalid-product-id',
      'invalid-fip-id',
      'invalid-redirect-url',
    ]);
    const { body: real } = await consents.post('/v3/requestconsent', wrong).expect(400);
    expect((body.violations as Violation[])[0]!.detail).toBe(real.errorMsg);
  });

  it('judges the rules of the template', async () => {
    const needsPan = newConsent({ productID: 'EQUITY01', fipID: ['DELTA-FIP'] });
    const { body } = await consents.post(`/v3/requestconsent${DRY}`, needsPan).expect(422);
    expect(body.violations).toEqual([
      expect.objectContaining({ status: 400, detail: 'pan should not be empty under this productID' }),
    ]);
    const effects = (await gateway.sandbox.effects()).length;
    expect((await consents.post('/v3/requestconsent', needsPan).expect(400)).body.errorMsg).toBe(
      'pan should not be empty under this productID',
    );
    expect(await gateway.sandbox.effects()).toHaveLength(effects);
    await consents.post(`/v3/requestconsent${DRY}`, { ...needsPan, pan: 'ABCDE1234F' }).expect(200);
  });

  it('judges a durable link by what a real request for one judges: 1Money is not asked before a click', async () => {
    const { customer_id } = await given.customer({ status: 'APPROVED' });
    await grant(customer_id).expect(422);
    await grant(customer_id, { link: 'durable' }).expect(200);
    await grant(customer_id, { link: 'durable' }, '').expect(201);
  });

  it('does not use up the Idempotency-Key', async () => {
    const { customer_id } = await given.customer();
    const key = { 'Idempotency-Key': randomUUID() };
    await grant(customer_id, {}, DRY, key).expect(200);
    const real = await grant(customer_id, { locale: 'de' }, '', key).expect(201);
    expect(real.headers).not.toHaveProperty('idempotent-replayed');
    expect((await grant(customer_id, { locale: 'de' }, '', key).expect(201)).text).toBe(real.text);
  });

  const others = Object.entries((JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as OpenApi).paths).flatMap(
    ([path, { post }]) =>
      post && post.security.length > 0 && !(post.parameters ?? []).some(({ name }) => name === 'dry_run')
        ? [[path, 'finpro-client-id' in post.security[0]!] as const]
        : [],
  );

  it.each(others)('is refused by every other operation that can have an effect: %s', async (path, hasFourHeaders) => {
    const answer = await fetch(`${gateway.url}${path.replaceAll(/\{\w+\}/g, randomUUID())}${DRY}`, {
      method: 'POST',
      headers: {
        ...(hasFourHeaders ? FOUR_HEADERS : { Authorization: DEMO }),
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
      },
      body: '{}',
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('dry_run')]);
  });

  it.each(['?dry_run=1', '?dry_run=', '?dry_run=TRUE', '?dry_run=true&dry_run=true', '?dryrun=true', '?dry-run=true'])(
    'is asked for by dry_run=true alone: %s is a 400 that names the parameter, without an effect',
    async (query) => {
      const { customer_id } = await given.customer();
      const effects = (await gateway.sandbox.effects()).length;
      const { body } = await grant(customer_id, {}, query).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: `query/${/[a-z_-]+/.exec(query)![0]}` })]);
      expect(await gateway.sandbox.effects()).toHaveLength(effects);
    },
  );

  it('with dry_run=false is a real request; an outage of the vendor is no broken rule', async () => {
    const { customer_id } = await given.customer();
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'status', status: 500, times: 1 });
    await grant(customer_id).expect(502);
    await grant(customer_id, {}, '?dry_run=false').expect(201);
  });
});
