import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startPortico } from '@portico/testing';

const company = (name = 'ops') => ({
  email: `${name}+${randomUUID()}@acme.example`,
  first_name: 'Zoë',
  last_name: 'Kim',
  company_name: 'Acme Robotics GmbH',
  customer_type: 'BUSINESS',
});

describe('onboarding', () => {
  let portico;
  let agent;
  before(async () => {
    portico = await startPortico();
    agent = portico.agent();
  });
  beforeEach(() => portico.sandbox.faults.clear());
  after(() => portico.close());

  const create = async (body = company()) => {
    const { body: customer } = await agent
      .post('/v1/customers/hosted')
      .set('Idempotency-Key', randomUUID())
      .send(body)
      .expect(201);
    return customer.customer_id;
  };

  it('leads from a link over the form to an approval', async () => {
    const customer_id = await create();
    const { body: grant } = await agent.post('/v1/customers/onboarding/grants').send({ customer_id }).expect(201);
    assert.ok(grant.onboarding_url.startsWith(portico.sandboxUrl));
    await portico.sandbox.kyb.submit(customer_id);
    await portico.waitFor(customer_id, 'PENDING_REVIEW');
    await agent.post('/v1/customers/onboarding/grants').send({ customer_id }).expect(409);
    await portico.sandbox.kyb.approve(customer_id);
    await portico.waitFor(customer_id, 'APPROVED');
  });

  it('shows what was flagged, and allows another link', async () => {
    const customer_id = await create();
    await portico.sandbox.kyb.submit(customer_id);
    await portico.sandbox.kyb.flag(customer_id);
    await portico.waitFor(customer_id, 'PENDING_RESPONSE');
    const { body } = await agent.get(`/v1/customers/${customer_id}`).expect(200);
    assert.match(body.review_issues.company_issues.description, /proof of address/);
    await agent.post('/v1/customers/onboarding/grants').send({ customer_id }).expect(201);
  });

  it('creates once, however often the request is repeated', async () => {
    const key = randomUUID();
    const body = company();
    const send = () => agent.post('/v1/customers/hosted').set('Idempotency-Key', key).send(body).expect(201);
    const answers = [await send(), await send()];
    assert.equal(answers[0].text, answers[1].text);
    const effects = await portico.sandbox.effects({ kind: 'customer.created', subject: answers[0].body.customer_id });
    assert.equal(effects.length, 1);
  });

  it('passes on a failure of the vendor, with the time to wait', async () => {
    await portico.sandbox.faults.add({ vendor: '1money', kind: 'rate-limit', retry_after_seconds: 7 });
    const { body, headers } = await agent
      .post('/v1/customers/hosted')
      .set('Idempotency-Key', randomUUID())
      .send(company())
      .expect(503);
    assert.equal(body.retryable, true);
    assert.ok(Number(headers['retry-after']) >= 7);
  });

  it('lets a link expire', async () => {
    const customer_id = await create();
    await agent.post('/v1/customers/onboarding/grants').send({ customer_id }).expect(201);
    await portico.clock.advance(31 * 60);
    const { body } = await agent.get(`/v1/customers/hosted/${customer_id}/grants`).expect(200);
    assert.equal(body.grants[0].state, 'EXPIRED');
  });

  it('begins afresh on both sides', async () => {
    const customer_id = await create();
    await portico.reset();
    await agent.get(`/v1/customers/hosted/${customer_id}`).expect(404);
    assert.deepEqual(await portico.sandbox.effects(), []);
  });
});
