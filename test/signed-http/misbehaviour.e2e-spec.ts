import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO_HEADERS, newConsent } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';
import { answers, type Behaviour, startStubVendor, type StubVendor } from '../support/stub-vendor';
import { ANY_VENDOR, FINPRO, type Misbehaviour, ONE_MONEY } from './misbehaviours';

const DEADLINE_MS = 500;
/** Milliseconds that a busy machine may add to the deadline. */
const SLACK_MS = 2_500;
const SECRET = { finpro: 'stub-client-secret-00000001', oneMoney: 'c3R1Yi1vbmUtbW9uZXktc2VjcmV0LTAwMDAwMDAwMDA' };
const AA = 'https://aa.stub.example';

const named = (list: readonly Misbehaviour[]): { name: string; misbehaviour: Misbehaviour }[] =>
  list.map((misbehaviour) => ({ name: misbehaviour[0], misbehaviour }));

describe('a vendor that misbehaves', () => {
  let behave: Behaviour;
  let vendor: StubVendor;
  let gateway: RunningGateway;
  beforeAll(async () => {
    vendor = await startStubVendor((socket, sent) => {
      if (sent.path.endsWith('/productslist'))
        return answers(200, '{"status":"success","ver":"1","data":[{"productCode":"LOAN01"}]}')(socket, sent);
      if (sent.path.endsWith('/list/fips'))
        return answers(
          200,
          '{"status":"success","ver":"1","data":{"fip_newlist":[{"fipId":"ALPHA-FIP"},{"fipId":"BETA-FIP"}]}}',
        )(socket, sent);
      return behave(socket, sent);
    });
    gateway = await startGateway({
      environment: { VENDOR_DEADLINE_MS: String(DEADLINE_MS) },
      config: {
        finpro: {
          baseUrl: `${vendor.url}/base/finpro`,
          clientId: 'stub-fiu',
          clientSecret: SECRET.finpro,
          organisationId: 'stub-org',
          appIdentifier: 'stub-app',
          appIdentifierSource: 'fixed',
          aaOrigins: [AA],
          panTemplates: [],
        },
        oneMoney: {
          baseUrl: `${vendor.url}/base`,
          accessKey: 'ak_stub_01',
          secretKey: SECRET.oneMoney,
          auth: 'hmac',
          generation: 'lightweight',
          customerType: 'BUSINESS',
          onboardingOrigins: [],
        },
      },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await vendor.close();
  });

  const requestConsent = (): request.Test =>
    request(gateway.url)
      .post('/v3/requestconsent')
      .set({ ...DEMO_HEADERS })
      .send(newConsent());
  const createCustomer = (): request.Test =>
    request(gateway.url)
      .post('/v1/customers/hosted')
      .set({ Authorization: DEMO, 'Idempotency-Key': randomUUID() })
      .send(newCustomer());

  async function suffer(ask: () => request.Test, [, behaviour, mayRefuse]: Misbehaviour): Promise<request.Response> {
    behave = behaviour;
    const started = performance.now();
    const answer = await ask();
    expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
    expect(mayRefuse ? [400, 404, 409, 502] : [502, 503, 504]).toContain(answer.status);
    const said = answer.text + JSON.stringify(answer.headers) + gateway.logged();
    for (const secret of [SECRET.finpro, SECRET.oneMoney, 'stub-fiu', 'ak_stub_01', 'ecreq='])
      expect(said.includes(secret)).toBe(false);
    return answer;
  }

  it('is tested in more than forty ways, for each of the two', () => {
    for (const own of [FINPRO(AA, SECRET.finpro), ONE_MONEY(SECRET.oneMoney)])
      expect(ANY_VENDOR.length + own.length).toBeGreaterThan(40);
  });

  it('control: a vendor that does not misbehave succeeds', async () => {
    behave = answers(
      200,
      JSON.stringify({
        status: 'success',
        ver: '1',
        data: {
          status: 'PENDING',
          consent_handle: randomUUID(),
          webRedirectionUrl: `${AA}/?ecreq=AAAA&reqdate=150120261030459&fi=AAAA`,
        },
      }),
    );
    await requestConsent().expect(200);
    behave = answers(
      201,
      JSON.stringify({
        customer_id: 'c1',
        email: 'a@b.example',
        customer_type: 'BUSINESS',
        status: 'INIT',
        created_at: '2026-01-15T09:30:00Z',
        updated_at: '2026-01-15T09:30:00Z',
      }),
    );
    await createCustomer().expect(201);
    expect(vendor.requests.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/base/finpro/v3/requestconsent', '/base/v1/customers/lightweight']),
    );
  });

  it.each(named([...ANY_VENDOR, ...FINPRO(AA, SECRET.finpro)]))(
    'FinPro answers a request for consent with $name',
    async ({ misbehaviour }) => {
      const { body } = await suffer(requestConsent, misbehaviour);
      expect(Object.keys(body)).toEqual(['ver', 'timestamp', 'errorCode', 'errorMsg', 'status']);
    },
  );

  it.each(named([...ANY_VENDOR, ...ONE_MONEY(SECRET.oneMoney)]))(
    '1Money answers the creation of a customer with $name',
    async ({ misbehaviour }) => {
      const { body, headers } = await suffer(createCustomer, misbehaviour);
      expect([headers['content-type'], body.type]).toEqual([
        expect.stringContaining('problem+json'),
        expect.stringMatching(/^\/errors#/),
      ]);
    },
  );

  it.each([
    ['FinPro', () => requestConsent()],
    ['1Money', () => createCustomer()],
  ])('%s echoes everything that it was sent, credentials included', async (_who, ask) => {
    const echo: Behaviour = (socket, sent) =>
      answers(
        400,
        JSON.stringify({
          code: 'Bad_Request',
          status: 'FP0901',
          errorCode: 'InvalidRequest',
          detail: sent.text,
          errorMsg: sent.text,
        }),
        { 'X-Echo': sent.text.split('\r\n\r\n')[0]!.replaceAll('\r\n', ' ') },
      )(socket, sent);
    const { text } = await suffer(ask, ['an echo', echo, 'may refuse']);
    expect(text).not.toMatch(/7\d{9}|CANRY|canary/);
  });

  it.each([
    ['FinPro', () => requestConsent()],
    ['1Money', () => createCustomer()],
  ])('%s answers 307 to another port: 502, and that port receives no request', async (_who, ask) => {
    const other = await startStubVendor(answers(200, '{}'));
    const answer = await suffer(ask, ['307', answers(307, '', { Location: `${other.url}/v3/requestconsent` })]);
    expect([answer.status, other.requests]).toEqual([502, []]);
    await other.close();
  });

  it('leaves no usable consent, and every outcome in the audit log', async () => {
    const rows = await gateway.database.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int AS count FROM portico.consents GROUP BY status',
    );
    expect(rows.map(({ status }) => status).toSorted()).toEqual(['PENDING', 'REFUSED', 'UNKNOWN']);
    expect(rows.find(({ status }) => status === 'PENDING')!.count).toBe(1);
    const [open] = await gateway.database.query(
      "SELECT count(*)::int AS count FROM portico.audit_entries i WHERE phase = 'INTENT' AND NOT EXISTS (SELECT " +
        'FROM portico.audit_entries o WHERE o.intent_id = i.entry_id)',
    );
    expect(open).toEqual({ count: 0 });
  });
});
