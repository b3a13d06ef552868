import { Portico, ProblemError } from '@portico/client';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { plainReturn } from '../support/plain-return';

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
  let portico: Portico;
  let other: Portico;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
    const clientOf = (clientId: string, secret: string): Portico =>
      new Portico({ baseUrl: gateway.url, clientId, secret, scheme: 'hmac' });
    portico = clientOf('demo-consumer', 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA');
    other = clientOf('other-consumer', 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA');
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
    expect((await portico.customers.get(id)).status).toBe('PENDING_REVIEW');
    await expect(other.customers.get(id)).rejects.toMatchObject({ status: 404 });
    const refused = await portico.grants.create({ customer_id: id }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 409, type: 'grant-not-allowed', problem: { code: 'Conflict' } });
    expect((refused as ProblemError).problem.detail).toContain('PENDING_REVIEW');

    const list = await portico.grants.list(id);
    expect(list).toHaveLength(1);
    expect(JSON.stringify(list)).not.toContain(grant.grant_token);
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
    expect(plainReturn(arrived.headers.location)).toBe(
      `https://app.example.com/kyb?x=1&customer_id=${customer_id}&status=PENDING_REVIEW`,
    );
    await request(gateway.url)
      .get(back.pathname + back.search)
      .expect(410);
    await request(gateway.url).get('/return/onboarding?state=forged').expect(404);
  });
});
