import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';

interface AuditRow {
  readonly phase: string;
  readonly action: string;
  readonly result: string | null;
  readonly entry_id: string;
  readonly intent_id: string | null;
}

describe('onboarding over the API', () => {
  let gateway: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
  });
  afterAll(() => gateway.close());

  const auditOf = (): Promise<AuditRow[]> =>
    gateway.database.query<AuditRow>(
      'SELECT entry_id, phase, action, result, intent_id FROM portico.audit_entries ORDER BY entry_id',
    );

  it('creates a customer once, grants a one-time URL, and reports each change of status', async () => {
    const key = randomUUID();
    const body = newCustomer();
    const create = (): request.Test =>
      request(gateway.url)
        .post('/v1/customers/hosted')
        .set('Authorization', DEMO)
        .set('Idempotency-Key', key)
        .send(body);
    const first = await create().expect(201);
    const again = await create().expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(first.body).toMatchObject({ email: body.email, status: 'INIT', customer_type: 'BUSINESS' });
    const id: string = first.body.customer_id;
    expect(await gateway.sandbox.effects('customer.created')).toHaveLength(1);

    const grant = await given.grant(id, { redirect_url: 'https://app.example.com/kyb/return?state=abc123' });
    expect(Object.keys(grant).toSorted()).toEqual(['expires_at', 'grant_token', 'onboarding_url']);
    expect(grant.onboarding_url.startsWith(`${gateway.sandbox.url}/onboarding/start?`)).toBe(true);

    await given.status(id, 'PENDING_REVIEW');
    const read = await request(gateway.url).get(`/v1/customers/hosted/${id}`).set('Authorization', DEMO).expect(200);
    expect(read.body.status).toBe('PENDING_REVIEW');
    await request(gateway.url).get(`/v1/customers/hosted/${id}`).set('Authorization', OTHER).expect(404);
    const refused = await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: id })
      .expect(409);
    expect(refused.body).toMatchObject({ code: 'Conflict', type: '/errors#grant-not-allowed' });
    expect(refused.body.detail).toContain('PENDING_REVIEW');

    const list = await request(gateway.url)
      .get(`/v1/customers/hosted/${id}/grants`)
      .set('Authorization', DEMO)
      .expect(200);
    expect(list.body.grants).toHaveLength(1);
    expect(list.text).not.toContain(grant.grant_token);
    const rows = await auditOf();
    expect(rows.map(({ phase, action, result }) => [phase, action, result])).toEqual([
      ['INTENT', 'onboarding.customer.create', null],
      ['OUTCOME', 'onboarding.customer.create', 'SUCCEEDED'],
      ['INTENT', 'onboarding.grant.create', null],
      ['OUTCOME', 'onboarding.grant.create', 'SUCCEEDED'],
      ['OUTCOME', 'onboarding.status.observed', 'SUCCEEDED'],
    ]);
    expect(rows[1]!.intent_id).toBe(rows[0]!.entry_id);
  });

  it('sends the browser on once, with the status that 1Money confirms', async () => {
    const { customer_id } = await given.customer();
    await given.grant(customer_id, { redirect_url: 'https://app.example.com/kyb?x=1' });
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    const back = new URL(String(sent!.body!.redirect_url));
    await given.status(customer_id, 'PENDING_REVIEW');
    await request(gateway.url)
      .get(back.pathname + back.search)
      .set('Sec-Purpose', 'prefetch')
      .expect(200);
    await request(gateway.url)
      .head(back.pathname + back.search)
      .expect(200);
    const arrived = await request(gateway.url)
      .get(back.pathname + back.search)
      .expect(303);
    expect(arrived.headers.location).toBe(
      `https://app.example.com/kyb?x=1&customer_id=${customer_id}&status=PENDING_REVIEW`,
    );
    await request(gateway.url)
      .get(back.pathname + back.search)
      .expect(410);
    await request(gateway.url).get('/return/onboarding?state=forged').expect(404);
  });
});
